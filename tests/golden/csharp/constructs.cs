// Shows every construct of C# that declares something.
using System;
using static System.Math;
using Json = Newtonsoft.Json.Linq;
global using System.Linq;
extern alias Legacy;

[assembly: CLSCompliant(true)]

namespace Company.Shapes
{
    using System.Threading.Tasks;

    /// <summary>
    /// Something that can be measured; see <see cref="Circle"/>.
    /// </summary>
    public interface IShape<out T> : IDisposable where T : struct
    {
        /// <summary>The area.</summary>
        /// <param name="scale">A factor.</param>
        /// <returns>Square metres.</returns>
        double Area(double scale);
        string Name { get; set; }
    }

    /// <summary>Colours of a shape.</summary>
    [Flags]
    internal enum Colour : byte
    {
        /// <summary>Like blood.</summary>
        Red = 1,
        [Obsolete("use Red")] Green = 1 << 1,
    }

    // A plain remark is documentation as well.
    [Serializable, Obsolete]
    public abstract partial class Circle<T> : Base<int>, IShape<T>, IEquatable<Circle<T>>
        where T : struct
    {
        public const double Pi = 3.14, Tau = 6.28;
        private readonly int radius, other = 1;
        protected static string[] names;
        public event EventHandler Changed;
        public event EventHandler Custom { add { } remove { } }

        static Circle() { }
        public Circle(int radius) : base(radius) { this.radius = radius; }
        ~Circle() { }

        public int Radius { get; private set; } = 3;
        public int Twice => radius * 2;
        public int this[int index] { get => index; }

        public static Circle<T> operator +(Circle<T> a, Circle<T> b) => a;
        public static implicit operator int(Circle<T> c) => 1;

        public abstract void Draw(string where = "here");

        [Pure]
        public async Task<TResult> MapAsync<TResult>(
            Func<T, TResult> f, // what to do
            params int[] rest) where TResult : class
        {
            int Local(int x) { return x; }
            await Task.Yield();
            return default;
        }

        void IDisposable.Dispose() { }

        public delegate void Handler<in TArg>(object sender, TArg e);

        /// <summary>A point.</summary>
        public readonly struct Point
        {
            public readonly int X;
            public Point(int x) { X = x; }
        }
    }

    /// <summary>A pair of <typeparamref name="A"/>.</summary>
    public record Pair<A, B>(A First, B Second) : IPair;

    public record struct Size(int Width);

    public static class Extensions
    {
        public static string Shout(this string text) => text.ToUpper();
#if DEBUG
        public static void Dump(this object it) { }
#endif
    }

    [TestFixture]
    public class CircleTests
    {
        [Test, Category("fast")]
        public void AreaIsPositive() { }
        [Theory]
        [InlineData(1)]
        public void RadiusIs(int n) { }
        [TestMethod] public void Old() { }
    }

    internal static class Program
    {
        static async Task Main(string[] args) { }
    }
}

namespace Company.Other { struct Empty { } }
