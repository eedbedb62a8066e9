<?php
/**
 * Geometry for the examples.
 */

declare(strict_types=1);

namespace App\Drawing;

use App\Contracts\{Drawable, Storable as Stored};
use Psr\Log\LoggerInterface;
use function App\area;

require_once __DIR__ . '/helpers.php';
include 'config.php';

const PRECISION = 3;
define('APP_NAME', 'sample');

/** Something with a name. */
interface Named extends \Stringable
{
    public function name(): string;
}

trait Loggable
{
    protected ?LoggerInterface $logger = null;
}

/**
 * A shape.
 */
#[Entity('shapes')]
abstract class Shape extends Base implements Named, Drawable
{
    use Loggable;

    public const SIDES = 4;

    private static int $count = 0;
    public readonly string $label;

    /** Makes a shape. */
    public function __construct(private int $size, protected ?string $colour = null)
    {
    }

    /**
     * Its area. Not: function fake() {}
     */
    abstract protected function area(float $scale = 1.0): float;

    final public static function create(array $options = [], string ...$rest): static
    {
        return new static(fn($x) => $x);
    }
}

enum Suit: string
{
    case Hearts = 'H';
    case Spades = 'S';

    const Wild = self::Spades;

    public function label(): string
    {
        return ucfirst($this->value);
    }
}

if (!function_exists('helper')) {
    function helper(int &$a): void
    {
    }
}

class ShapeTest extends TestCase
{
    public function testArea(): void
    {
    }
}
