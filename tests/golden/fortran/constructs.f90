! Shapes and what they measure.
module shapes
  use iso_fortran_env, only: real64, wp => real32
  use :: helpers
  implicit none
  private
  real(real64), parameter, public :: pi = 3.14_real64, e = 2.7
  integer :: counter = 0
  include 'sizes.inc'

  !> Anything with an area.
  type, abstract, public :: shape
    integer :: edges = 0
    character(len=:), allocatable :: name(:), label
  contains
    procedure(area_of), deferred :: area
    procedure :: show => show_shape
    final :: destroy
  end type shape

  type, extends(shape) :: square
    real :: side
  end type

  abstract interface
    function area_of(self) result(a)
      import :: shape
      class(shape), intent(in) :: self
      real :: a
    end function
  end interface

  interface sum_of
    module procedure sum_reals
  end interface sum_of

contains

  !> Adds them
  !> all up.
  pure real function sum_reals(values, &
                               start)
    real, intent(in) :: values(:), start
    if (size(values) > 0) then
      sum_reals = sum(values)
    end if
  end function sum_reals

  recursive subroutine show_shape(self)
    class(shape), intent(in) :: self
    type(square) :: other
    print *, "end subroutine ! not"
    select type (self)
    type is (square)
      print *, 'it''s a function none()'
    end select
  contains
    subroutine inner
    end subroutine
  end subroutine show_shape

  integer(kind=8) elemental function twice(x) bind(c)
    integer, intent(in) :: x
    twice = 2 * x
  end function
end module shapes

submodule (shapes) details
contains
  module procedure hidden
  end procedure
end submodule details

program main
  use shapes
  call show_shape(x)
end program main
