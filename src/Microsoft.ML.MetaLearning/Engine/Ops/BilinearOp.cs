using System;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents y = B(x, w) + b, where B is linear in the input and linear in the weights, and b is a bias per channel, if there is one. The
/// three products of B give all four functions.
/// </summary>
/// <param name="input">The node that it reads.</param>
/// <param name="shape">The shape of one image of its result.</param>
/// <param name="bias">[channels]; null for none.</param>
internal abstract class BilinearOp(int input, Shape shape, Slot? bias = null) : Op([input], shape)
{
    public sealed override bool NeedsResult => false;

    public sealed override void Forward<T>(Pass<T> pass) => pass.Primal.SetValue(Output, Apply(pass, pass.Value(Input), pass.Primal));

    public sealed override void Vjp<T>(Pass<T> pass)
    {
        var gy = pass.Primal.Gradient(Output);
        ParameterGradients(pass, gy, pass.Primal.ParameterGradients!);
        if (!ReadsNetworkInput)
            pass.Primal.AddGradient(Input, ByInput(pass, gy, pass.Primal.Parameters, null));
    }

    // y-dot = B(x, w-dot) + b-dot + B(x-dot, w)
    public sealed override void Jvp<T>(Pass<T> pass)
    {
        var dy = Apply(pass, pass.Value(Input), pass.Tangent);
        pass.Tangent.SetValue(Output, ReadsNetworkInput ? dy : Apply(pass, pass.Tangent.Value(Input), pass.Primal.Parameters, dy));
    }

    // The gradients are linear in (x, y-bar) and in (y-bar, w): the product rule twice.
    public sealed override void VjpTangent<T>(Pass<T> pass)
    {
        Block<T> gy = pass.Primal.Gradient(Output), dgy = pass.Tangent.Gradient(Output);
        ParameterGradients(pass, dgy, pass.Tangent.ParameterGradients!);
        if (ReadsNetworkInput)
            return;
        ByWeights(pass, pass.Tangent.Value(Input), gy, pass.Tangent.ParameterGradients!, add: true);
        var dgx = ByInput(pass, dgy, pass.Primal.Parameters, null);
        pass.Tangent.AddGradient(Input, ByInput(pass, gy, pass.Tangent.Parameters, dgx));
    }

    /// <summary>Returns B(x, w), added to <paramref name="sum"/> in place where there is one.</summary>
    protected abstract Block<T> Apply<T>(Pass<T> pass, Block<T> x, ParameterVector<T> weights, Block<T>? sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Returns the gradient by x from that by y, added to <paramref name="sum"/> in place where there is one.</summary>
    protected abstract Block<T> ByInput<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> weights, Block<T>? sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Computes the gradient by w from that by y: written to a vector of zeros, or added.</summary>
    protected abstract void ByWeights<T>(Pass<T> pass, Block<T> x, Block<T> gy, ParameterVector<T> gradients, bool add)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Adds a block to a sum and returns it to the pool; if there is no sum yet, the block is it.</summary>
    protected static Block<T> AddTo<T>(Block<T>? sum, Block<T> term, Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sum is null)
            return term;
        Elementwise.Add(sum, term);
        pass.Buffers.Return(term);
        return sum;
    }

    private Block<T> Apply<T>(Pass<T> pass, Block<T> x, Variables<T> variables) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Apply(pass, x, variables.Parameters, bias is null ? null : Repeat(variables.Parameters, bias, pass));

    private Block<T> Repeat<T>(ParameterVector<T> parameters, Slot slot, Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = pass.Buffers.Rent(ShapeFor(pass.Rows.Count));
        var values = parameters.Span.Slice(slot.Offset, Shape.C);
        for (var i = 0; i < y.Shape.Positions; i++)
            values.CopyTo(y.Span[(i * Shape.C)..]);
        return y;
    }

    private unsafe void ParameterGradients<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ByWeights(pass, pass.Value(Input), gy, gradients, add: false);
        for (var i = 0; bias is not null && i < gy.Shape.Positions; i++)
            Elementwise.AddScaled(gradients.At(bias), T.One, gy.Data + (long)i * Shape.C, Shape.C);
    }
}
