#!/usr/bin/env lua
-- Geometry for the examples.

local math_ext = require("ext.math")
local socket = require 'socket'
require "strict"
dofile("setup.lua")

local M = {}

--- How many decimals are kept.
M.PRECISION = 3
local LIMIT, OTHER = 10, 20

--- The area of a shape.
-- @param shape a table
function M.area(shape, ...)
  local function inner() end
  return inner
end

function M.Shape:scale(factor)
  self.size = self.size * factor -- function no() end
end

M.perimeter = function(shape)
  return 4 * shape.size
end

local helper = function() end

local function round(x) -- nearest
  return math.floor(x + 0.5)
end

function global_one() end

describe("shape", function()
  it("has an area", function()
  end)
end)

return M
