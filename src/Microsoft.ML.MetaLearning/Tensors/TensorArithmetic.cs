using TorchSharp;
using static TorchSharp.torch;

// The only file that creates scalars: each is kept alive until the native call is over.
#pragma warning disable RS0030

namespace Microsoft.ML.MetaLearning;

/// <summary>
/// Computes with tensors and numbers, safe from the garbage collector: the operations of TorchSharp's operators, with the same bits.
/// </summary>
/// <remarks>
/// TorchSharp turns a number into a temporary <see cref="Scalar"/>, whose finalizer may free the native value while native code still reads
/// it. Even <c>a + b</c> of two tensors does so, for the number 1, and so do <c>a.square()</c> and <c>a.ToDouble()</c>. Products,
/// differences and quotients of two tensors are safe as they are.
/// </remarks>
public static class TensorArithmetic
{
    // Static fields keep their scalars for good.
    private static readonly Scalar s_zero = 0.ToScalar();
    private static readonly Scalar s_one = 1.ToScalar();
    private static readonly Scalar s_two = 2.ToScalar();

    /// <summary>Returns x + y.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, s_one);

    /// <summary>Returns x + times * y, in one pass.</summary>
    public static Tensor Plus(this Tensor x, Tensor y, double times)
    {
        using var scalar = times.ToScalar();
        return x.add(y, scalar);
    }

    /// <summary>Returns x + number.</summary>
    public static Tensor Plus(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, s_one);
    }

    /// <inheritdoc cref="Plus(Tensor, double)"/>
    public static Tensor Plus(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, s_one);
    }

    /// <summary>Returns x - number.</summary>
    public static Tensor Minus(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.sub(scalar);
    }

    /// <inheritdoc cref="Minus(Tensor, double)"/>
    public static Tensor Minus(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.sub(scalar);
    }

    /// <summary>Returns 1 - x.</summary>
    public static Tensor OneMinus(this Tensor x) => x.negative().add(s_one, s_one);

    /// <summary>Returns x * number.</summary>
    public static Tensor Times(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul(scalar);
    }

    /// <inheritdoc cref="Times(Tensor, double)"/>
    public static Tensor Times(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.mul(scalar);
    }

    /// <summary>Returns x / number.</summary>
    public static Tensor Over(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.div(scalar);
    }

    /// <inheritdoc cref="Over(Tensor, double)"/>
    public static Tensor Over(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.div(scalar);
    }

    /// <summary>Returns x * x.</summary>
    public static Tensor Squared(this Tensor x) => x.pow(s_two);

    /// <summary>Returns x to the power of a number.</summary>
    public static Tensor Power(this Tensor x, double exponent)
    {
        using var scalar = exponent.ToScalar();
        return x.pow(scalar);
    }

    /// <summary>Returns the larger of each element and a number.</summary>
    public static Tensor AtLeast(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.clamp_min(scalar);
    }

    /// <summary>Returns whether each element is greater than a number.</summary>
    public static Tensor IsAbove(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.gt(scalar);
    }

    /// <summary>Returns whether each element is at least a number.</summary>
    public static Tensor IsAtLeast(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.ge(scalar);
    }

    /// <summary>Adds y to x.</summary>
    public static Tensor AddInPlace(this Tensor x, Tensor y) => x.add_(y, s_one);

    /// <summary>Adds times * y to x.</summary>
    public static Tensor AddInPlace(this Tensor x, Tensor y, double times)
    {
        using var scalar = times.ToScalar();
        return x.add_(y, scalar);
    }

    /// <summary>Multiplies x by a number.</summary>
    public static Tensor MultiplyInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>Divides x by a number.</summary>
    public static Tensor DivideInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.div_(scalar);
    }

    /// <summary>Moves each element of x into the range from minimum to maximum.</summary>
    public static Tensor ClampInPlace(this Tensor x, double minimum, double maximum)
    {
        using Scalar lower = minimum.ToScalar(), upper = maximum.ToScalar();
        return x.clamp_(lower, upper);
    }

    /// <summary>Creates a tensor filled with a number.</summary>
    public static Tensor Filled(long[] shape, double number, ScalarType dtype, Device? device = null)
    {
        using var scalar = number.ToScalar();
        return full(shape, scalar, dtype, device);
    }

    /// <summary>Creates a tensor of the integers from 0 to count - 1.</summary>
    public static Tensor Range(long count, Device? device = null)
    {
        using var scalar = count.ToScalar();
        return arange(s_zero, scalar, s_one, ScalarType.Int64, device);
    }

    /// <summary>Returns the number in a tensor of one element.</summary>
    public static double ToNumber(this Tensor x)
    {
        using var scalar = x.ToScalar();
        return scalar.ToDouble();
    }

    /// <summary>Returns the integer in a tensor of one element.</summary>
    public static long ToInteger(this Tensor x)
    {
        using var scalar = x.ToScalar();
        return scalar.ToInt64();
    }
}
