using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the targets of the rows of a loss: classes, or numbers of the shape of the outputs.</summary>
internal readonly record struct Targets<T>(int[]? Classes, T[]? Values) where T : unmanaged;

/// <summary>
/// Represents a loss: the last operation of a network, a mean over the rows from <see cref="PassRows.FirstOfLoss"/> on. It has no block,
/// and its gradient is 1.
/// </summary>
internal abstract class Loss(int outputs, Shape shape) : Op([outputs], default)
{
    public sealed override void Jvp<T>(Pass<T> pass)
    {
        // Nothing needs the tangent of the loss itself.
    }

    protected Shape OutputsFor(int rows) => shape with { N = rows };

    /// <summary>Rents a block like the outputs, zero in the rows that are not of the loss.</summary>
    protected Block<T> NewGradient<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        pass.Buffers.RentZeroed(OutputsFor(pass.Rows.Count));

    /// <summary>Gets the rows of the loss.</summary>
    protected static Span<T> OfLoss<T>(Pass<T> pass, Block<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        block.Span[(pass.Rows.FirstOfLoss * block.Shape.C)..];
}
