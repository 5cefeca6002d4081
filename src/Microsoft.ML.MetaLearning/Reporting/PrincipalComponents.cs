using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>
/// Finds the two directions in which vectors vary most, by orthogonal iteration on their covariance (Golub and Van Loan, Matrix
/// Computations, 8.2.4).
/// </summary>
internal static class PrincipalComponents
{
    private const int Iterations = 200;

    /// <summary>Projects vectors on the first two principal components, whose largest weights are made positive.</summary>
    /// <param name="vectors">[n, size].</param>
    /// <returns>[n] for each direction, and the fractions of the variance.</returns>
    public static (double[] X, double[] Y, double[] Explained) Project(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var centered = vectors.to_type(ScalarType.Float64);
        centered = centered - centered.mean([0], keepdim: true);
        using var generator = new Generator(0);
        var size = vectors.shape[1];
        var first = randn([size], ScalarType.Float64, generator: generator);
        var second = randn([size], ScalarType.Float64, generator: generator);
        var transposed = centered.t();
        for (var i = 0; i < Iterations; i++)
        {
            first = Unit(transposed.mv(centered.mv(first)));
            second = transposed.mv(centered.mv(second));
            second = Unit(second - second.dot(first) * first);
        }
        var (x, y) = (centered.mv(Oriented(first)), centered.mv(Oriented(second)));
        var total = centered.Squared().sum().ToNumber();
        double Part(Tensor projected) => total > 0 ? projected.Squared().sum().ToNumber() / total : 0;
        return (x.data<double>().ToArray(), y.data<double>().ToArray(), [Part(x), Part(y)]);
    }

    private static Tensor Unit(Tensor vector) => vector / vector.norm().AtLeast(1e-300);

    private static Tensor Oriented(Tensor vector) => vector[vector.abs().argmax().ToInteger()].ToNumber() < 0 ? -vector : vector;
}
