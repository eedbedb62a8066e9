#!/usr/bin/env Rscript
# Shows every construct of R that defines something.

library(methods)
require("stats")
suppressWarnings(library(hidden))
source("R/other.R")

MAX_COUNT <- 3L
.CACHE = new.env()
not_listed <- 3

#' The area of a shape
#'
#' Measures it.
#'
#' @param x A shape.
#' @param scale A factor.
#' @return Square metres.
#' @export
area <- function(x, scale = 1, # a factor
                 ...) {
  inner <- function(y) y
  UseMethod("area")
}

#' @rdname area
#' @export
area.circle <- function(x, ...) x$radius^2

# A plain remark.
double = function(x) 2 * x
short <- \(x) x + 1
`%+%` <- function(a, b) paste0(a, b)
"names<-.shape" <- function(x, value) x

#' A circle
setClass("Circle", contains = "Shape", representation(radius = "numeric"))
Account <- setRefClass("Account", fields = list(balance = "numeric"))
Stack <- R6Class("Stack",
  inherit = Base,
  public = list(
    push = function(x) invisible(self)
  )
)
setGeneric("girth", function(x) standardGeneric("girth"))
setMethod("girth", signature(x = "Circle"), function(x) 1)
setMethod("show", "Circle", function(object) cat("circle <- function(x) {"))

test_that("areas are positive", {
  expect_true(area(1) > 0)
})
text <- "
fake <- function(x) 1
"
raw <- r"(
fake2 <- function(x) 1
)"
