using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents y = L(x), where L is linear and has no parameters; for several inputs, the sum of L of each. L and its transpose give all
/// four functions.
/// </summary>
/// <param name="inputs">The nodes that it reads, all of one shape.</param>
/// <param name="shape">The shape of one image of its result.</param>
internal abstract class LinearMap(int[] inputs, Shape shape) : Op(inputs, shape)
{
    public sealed override bool NeedsResult => false;

    public sealed override void Forward<T>(Pass<T> pass) => Apply(pass, pass.Primal);

    public sealed override void Vjp<T>(Pass<T> pass) => Transpose(pass, pass.Primal);

    public sealed override void Jvp<T>(Pass<T> pass) => Apply(pass, pass.Tangent);

    public sealed override void VjpTangent<T>(Pass<T> pass) => Transpose(pass, pass.Tangent);

    /// <summary>Returns L(x), added to <paramref name="sum"/> in place where there is one.</summary>
    protected abstract Block<T> Apply<T>(BufferPool<T> buffers, Block<T> x, Block<T>? sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Returns the gradient by x from that by y.</summary>
    protected abstract Block<T> Transpose<T>(BufferPool<T> buffers, Block<T> gy) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private void Apply<T>(Pass<T> pass, Variables<T> variables) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Block<T>? y = null;
        foreach (var input in Inputs)
            y = Apply(pass.Buffers, variables.Value(input), y);
        variables.SetValue(Output, y!);
    }

    private void Transpose<T>(Pass<T> pass, Variables<T> variables) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var input in Inputs)
            variables.AddGradient(input, Transpose(pass.Buffers, variables.Gradient(Output)));
    }
}
