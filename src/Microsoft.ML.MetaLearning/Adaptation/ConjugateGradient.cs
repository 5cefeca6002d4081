using System;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Represents the conjugate gradient method. Hestenes and Stiefel, 1952; Algorithm 5.2 of Nocedal and Wright, Numerical Optimization, 2006.
/// </summary>
internal static class ConjugateGradient
{
    /// <summary>The residual, relative to the right-hand side, at which a solution is good enough.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>
    /// Returns an approximate solution x of A x = b, from x = 0. A direction along which A is not positive ends the search; if the first is
    /// one, the result is b itself.
    /// </summary>
    /// <param name="product">A times a vector, [n]; A is symmetric.</param>
    /// <param name="b">[n].</param>
    /// <param name="steps">The most steps; each takes one product.</param>
    public static Tensor Solve(Func<Tensor, Tensor> product, Tensor b, int steps)
    {
        using var scope = NewDisposeScope();
        var (x, residual, direction) = (zeros_like(b), b, b);
        var square = residual.dot(residual).ToNumber();
        var enough = square * Tolerance * Tolerance;
        for (var step = 0; step < steps && square > enough; step++)
        {
            var image = product(direction);
            var curvature = direction.dot(image).ToNumber();
            if (!(curvature > 0))
                return (step == 0 ? b.clone() : x).MoveToOuterDisposeScope();
            var length = square / curvature;
            x = x.Plus(direction, length);
            residual = residual.Plus(image, -length);
            var next = residual.dot(residual).ToNumber();
            direction = residual.Plus(direction, next / square);
            square = next;
        }
        return x.MoveToOuterDisposeScope();
    }
}
