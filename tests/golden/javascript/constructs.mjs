#!/usr/bin/env node
/**
 * Every construct of JavaScript that declares, imports, exports or tests something.
 */
'use strict';

import fallback, { first as one, second } from './names.js';
import * as all from 'everything';
import './effects.css';
export * from './again.js';
export { third, fourth as default } from './more.js';

const path = require('path');
const { join, sep: separator } = require('node:path');

/** The most that fits. */
export const LIMIT = 10, NAMES = ['a', 'b'];
let count = 0;
const { width, height: tall = 3, ...others } = measure();

/**
 * Adds two numbers.
 * @param {number} a {@link LIMIT} at most
 */
export function add(a, b = 2, ...rest) {
  function inner() {}
  const helper = (x) => x;
  const local = 3;
  return helper(inner);
}

async function* numbers() {}
const twice = async x => x * 2;
const named = function original(a) {};
export default class extends Base {}

/** A shape. */
class Circle extends mixin(Shape, Other) {
  /** How far. */
  radius = 1;
  #secret = 2;
  static unit = 'm';
  onClick = (event) => {};
  constructor(radius) {
    super();
    this.grow = function (by) {};
  }
  /** The area. */
  get area() { return 3; }
  set area(value) {}
  static async create(options) {}
  #hidden() {}
  *[Symbol.iterator]() {}
  'quoted name'() {}
  static { Circle.count = 0; }
}

const Point = class { move() {} };

/** All that can be done. */
const actions = {
  start() {},
  stop: function () {},
  pause: () => {},
  speed: 3,
  nested: { resume() {} },
};

function Animal(name) {
  this.name = name;
  this.run = () => {};
}
/** Says something. */
Animal.prototype.speak = function (loud) {};
Animal.prototype.shout = Animal.prototype.speak;
Animal.prototype = { sleep() {}, eat: function () {} };
Animal.create = function () {};
window.Zoo = function () {};

exports.helper = function (a) {};
exports.VERSION = '1.0';
exports.later = void 0;
module.exports.Late = class {};
module.exports = { count, add: add, ratio: 0.5, build() {}, clean: () => {} };
Object.defineProperty(exports, 'lazy', { get: function () { return 1; } });

(function (root) {
  function wrapped() {}
  root.tool = function () {};
})(this);

define(['amd-module', 'exports'], function (amd, exports) {
  function inAmd() {}
});

if (process.env.DEBUG) {
  function debug() {}
  require('./debug');
}
for (let i = 0; i < 3; i++) { function looped() {} }
try { require('optional'); } catch (error) { function recover() {} }

const page = () => import('./page.js');
// require('./not-this') and "import('./nor-this')"
const text = "require('./nor-that')";

describe('Circle', () => {
  function setUp() {}
  describe('area', function () {
    it('is positive', async () => {});
    it.skip('is finite', () => {});
    test.each([[1], [2]])('of %d', (n) => {});
  });
  it.todo('has a name');
});

if (require.main === module) add(1);
export { count as total, Circle };
