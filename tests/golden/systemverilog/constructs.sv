// Counters and how they are tested.
`include "defines.svh"
`define WIDTH(x) ((x) + 1)
`timescale 1ns/1ps

package counters;
  typedef enum logic [1:0] {IDLE, RUN = 2'd2} state_t;
  typedef struct packed { logic a; } pair_t;
  typedef logic [7:0] byte_t;
  localparam int DEPTH = 16;
  function automatic int log2(input int value);
    return $clog2(value);
  endfunction : log2
endpackage

// Counts up.
module counter #(
  parameter WIDTH = 8,
  parameter type T = logic
) (
  input  logic clk, // the clock
  output logic [WIDTH-1:0] count
);
  import counters::*;
  localparam HALF = WIDTH / 2;
  task reset;
    count <= "endmodule";
  endtask
  always_ff @(posedge clk) begin
    if (count) count <= count + 1;
  end
  generate if (WIDTH > 4) begin : wide end endgenerate
endmodule

interface bus_if (input clk);
  modport slave (input clk);
endinterface

/* The base
 * of all tests. */
virtual class test_base #(type T = int) extends uvm_test;
  rand int size;
  extern virtual function void build(int a);
  pure virtual task go();
  static function test_base make(); return null; endfunction
endclass

typedef class later;

function void test_base::build(int a);
endfunction

import "DPI-C" function int c_add(input int a, b);

program main; endprogram
