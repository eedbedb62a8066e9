// Copyright 2024 The Authors. All rights reserved.

// Package main shows every construct of Go that declares something.
package main

import (
	"fmt"
	client "net/http"
)

// Weight is a constant with a type.
const Weight float64 = 1.5

const (
	// First is numbered from zero.
	First = iota
	second
)

var Registry, count = map[string]int{}, 0

// Shape can be measured.
type Shape interface {
	// Area of the shape.
	Area(scale float64) (float64, error)
	fmt.Stringer
}

// Circle is a shape.
type Circle struct {
	// Radius in metres.
	Radius, inner float64
	*client.Client
}

type Pair[K comparable, V any] struct {
	Key   K
	Value V
}

type Handler func(name string) error
type Table = map[string]Shape

// Area measures.
func (c *Circle) Area(
	scale float64, // a factor
) (float64, error) {
	return c.Radius * scale, nil
}

func (p Pair[K, V]) String() string { return "" }

// Map applies f to each.
func Map[T, U any](items []T, f func(T) U) []U { return nil }

func main() {}
