#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Draws shapes.
.DESCRIPTION
    Reads shapes from a file and draws them,
    one by one.
.PARAMETER Path
    Where the shapes are.
.EXAMPLE
    ./constructs.ps1 -Path shapes.txt
#>
#Requires -Modules Shapes.Core, Pester
using namespace System.Collections.Generic
using module ./Helpers/Paint.psm1

[CmdletBinding()]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [ValidateSet("a", "b)")]
    [string] $Path,
    [Parameter(Mandatory = $false)] [int]$Count = 3,   # how many
    [hashtable[]] $Options = @{ a = 1, 2 },
    [switch]$Quiet,
    $ApiKey = "not shown"
)

Import-Module Shapes
Import-Module -Name "$PSScriptRoot/Colours.psm1" -Force
Import-Module $unknown
. $PSScriptRoot\lib\Common.ps1
. ./local.ps1
Set-Alias -Name draw -Value Invoke-Draw

$text = "function Hidden { $(Get-Name "inner") } `" class No {"
$here = @"
function AlsoHidden {
"@
$raw = @'
class HiddenToo {
'@

<#
.SYNOPSIS
Draws one shape.
.PARAMETER Shape
Which one.
#>
function Invoke-Draw {
    [CmdletBinding()]
    [OutputType([string])]
    param (
        # The shape.
        [Parameter(ValueFromPipeline)] [Shape] $Shape,
        [string[]]
        $Colour = @('red', 'blue'),
        [scriptblock] $Then = { param($x) $x }
    )
    begin { }
    process {
        function Step([int] $n, $m = 2) { $n }
        if ($Shape) { 'function none {' }
    }
}

function global:Get-Side ([int]$a = 1, [Nullable[int]] $b) {
    # .SYNOPSIS
    #   The side.
    return $a
}

# Lets even numbers through.
filter Select-Even { if ($_ % 2 -eq 0) { $_ } }

workflow Start-Work { }

configuration Server {
    Node localhost { }
}

# What can be drawn.
class Shape : Base, IComparable {
    # How it is called.
    [string] $Name = "x{"
    hidden [int] $Edges
    static [Dictionary[string, int]] $All = @{
        one = 1
    }
    [ValidateRange(0, 9)] [double] $Size
    $Untyped

    Shape([string] $name) : base($name) {
        $this.Name = $name
    }

    # Its area.
    [double] Area() { return 0 }
    static [Shape] Parse([string] $text, [int] $at) {
        return [Shape]::new($text)
    }
    hidden [void] Reset() { $this.Edges = 0; }
}

[Flags()] enum Colour : byte {
    # Warm.
    Red = 1
    Blue = 2; Green = 4
    None
}

enum Side { Left; Right }

Describe "A shape" -Tag 'unit' {
    BeforeAll { $a = 1 }
    Context 'when it''s round' {
        It "has no <edges>" -ForEach @(@{ edges = 0 }) {
            $a | Should -Be 1
        }
        It 'rolls' { }
    }
}

Get-Help -Function Nothing { }
