#!/usr/bin/perl
package Shape::Square;

use strict;
use warnings;
use 5.010;
use parent -norequire, 'Shape', qw(Base::Thing);
use List::Util qw(first
                  sum);
use Scalar::Util ('blessed');
use Shape::Colour 1.2;
no warnings 'once';
require Shape::Lazy;
require "helper.pl";

use constant PI => 3.14159;    # nearly
use constant {
    RED   => 1,
    GREEN => { nested => 2 },
    'BLUE' => 3,
};
use constant DEBUG => 0;

our $VERSION = '1.0';
our @EXPORT_OK = qw(area);
our ($first, %second);
our @ISA = ('Older');
my $private = 1;

=head1 NAME

Shape::Square - squares, and C<area> of them

=head1 METHODS

=head2 new

Make a B<square>. See L<the shape|Shape>.

=cut

sub new {
    my ($class, %args) = @_;
    my $text = <<"END" . <<'OTHER';
sub hidden {
END
sub hidden_too {
OTHER
    require Shape::Late;
    our $inner = 1;
    return bless { %args }, $class;
}

# The side.
sub side { $_[0]->{side} }

sub forward;

sub max(\@) {
    return q{
sub quoted {
}
};
}

sub _private
{
    my $self = shift;
    my $code = sub { 1 };
    return $code;
}

sub Other::Place::named { 1 }

{
    package Shape::Square::Inner;
    sub in_inner { 1 }
}

sub after_inner ($x, $y = 2) {
    return $x;
}

package Shape::Block 1.5 {
    sub in_block { 1 }
}

package main;

sub run {
    return 0;
}

subtest 'squares have sides' => sub {
    ok(1);
    subtest "nested" => sub { ok(1) };
};

__END__

sub not_code { 1 }

=head2 area

Says how large.

=cut
