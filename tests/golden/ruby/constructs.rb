#!/usr/bin/env ruby
# frozen_string_literal: true

# Geometry for the examples.

require 'set'
require_relative 'shape/colour'

# Everything that can be drawn.
module Drawing
  # How many decimals are kept.
  PRECISION = 3

  # A point of the plane.
  Point = Struct.new(:x, :y) do
    def norm = Math.hypot(x, y)
  end

  class Error < StandardError; end

  # A shape with a name.
  class Shape < Base::Thing
    include Comparable
    extend Forwardable

    # Name as shown.
    attr_reader :name, :area
    attr_accessor :colour

    # Makes a shape.
    def initialize(name, colour: :red, **options, &block)
      @name = name
      def inner; end
    end

    def self.create(*args)
      new(*args)
    end

    class << self
      # Registers a class.
      def register(klass) = klass
    end

    def <=>(other)
      area <=> other.area # same as: def no
    end

    def empty?
      false
    end
    alias blank? empty?
    alias_method :void?, :empty?

    def late; end
    private :late

    protected

    def shared; end

    private

    def scale factor, by = 1
      factor * by
    end

    public def loud; end
  end
end

class Drawing::Circle < Drawing::Shape
end

def helper(value)
  value
end

RSpec.describe Drawing::Shape do
  context "when new" do
    it "has a name" do
      expect(1).to eq 1
    end
  end
end
