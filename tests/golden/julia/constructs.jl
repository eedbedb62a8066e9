# Shows every construct of Julia that declares something.

"""
    Shapes

Shapes and what is known of them.
"""
module Shapes

using LinearAlgebra
using Base: show, @pure as pure
import Base.Iterators
import Base: +, length
import JSON as J
using ..Parent: helper
export Circle, area, @twice
public internal_name

include("other.jl")

"Half a turn."
const PI_HALF = 1.57
const (A, B) = (1, 2)
counter = 0
global total::Int = 3

"""
Something that can be measured.
"""
abstract type Shape{T<:Real} <: Any end
primitive type Word <: Integer 64 end

# A plain remark is documentation as well.
struct Point
    x::Float64
    y
end

"A circle."
Base.@kwdef mutable struct Circle{T} <: Shape{T}
    "In metres."
    radius::T = one(T)
    name::String
    # Made from a name.
    Circle(name::String) = new{Int}(1, name)
    function Circle{T}(r) where {T}
        new{T}(r, "")
    end
end

const Table{K} = Dict{K,Shape}

"""
    area(c; scale=1)

The area.
"""
function area(c::Circle{T}; scale::Int = 1)::T where {T<:Real}
    inner(x) = x
    local y = 1
    return c.radius^2
end

double(x) = 2x
twice_where(x::T)::T where T = x
Base.length(c::Circle) = 1
+(a::Point, b::Point) = a
(c::Circle)(x) = x
function declared end

"Doc of a macro."
macro twice(ex)
    :( $ex; $ex )
end

@inline function fast(x) x end
@inline quick(x::Int) = x

@enum Colour Red Green=2
"Fruits."
@enum Fruit::UInt8 begin
    apple = 1
    pear
end

@doc "Documented otherwise." other(x) = x

module Inner
    f() = 1
end

if VERSION > v"1.0"
    modern() = 1
else
    modern() = 2
end

@testset "areas" begin
    @test area(1) == 1
    @testset "inner $x" for x in 1:3
    end
end

end # module

if abspath(PROGRAM_FILE) == @__FILE__
    Shapes.main()
end
