{-# LANGUAGE GADTs, TypeFamilies #-}
{-|
Module      : Shapes
Description : Shows every construct of Haskell that declares something.
Copyright   : (c) Somebody, 2024

Shapes and what is known of them.
-}
module Shapes
  ( Shape(..)
  , area
  , module Data.List
  ) where

import Prelude hiding (lookup)
import qualified Data.Map.Strict as M
import Data.List (sortBy, foldl')
import Data.Maybe
import Control.Monad.State (State, MonadState(..))
import Data.Text qualified as T

-- | A colour.
data Colour
  = Red          -- ^ like blood
  | Green Int
  | Mix { left :: Colour, right, other :: !Colour }
  deriving (Show, Eq)

-- | A name.
newtype Name a = Name { unName :: String } deriving newtype Show

-- | A table.
type Table k = M.Map k Colour

-- | Something that can be measured.
class (Show a) => Shape a where
  -- | Unit of a shape.
  type Unit a
  -- | The area.
  area, girth :: a -> Double
  area _ = 0
  {-# MINIMAL area #-}

-- | Circles are shapes.
instance Shape Circle where
  type Unit Circle = Int
  area (Circle r) = r * 2

deriving instance Eq Circle

data Circle = Circle Double
data family Vec a
type family Elem c :: *
type family F a where
  F Int = Bool

data Term a where
  -- | A number.
  Lit :: Int -> Term Int
  If  :: Term Bool -> Term a -> Term a

infixl 6 |+|

-- | Adds.
(|+|) :: Int -> Int -> Int
a |+| b = a + b

-- | Sums two numbers
-- that are given.
add
  :: Num a
  => a   -- ^ one
  -> a
  -> a
add x y = go x
  where
    go z = z + y

noSignature x = x
noSignature 1 = 2

pattern P :: Int -> Maybe Int
pattern P x = Just x

foreign import ccall "math.h sin" c_sin :: Double -> Double

constant :: Int
constant = 3

main :: IO ()
main = do
  print (add 1 2)
