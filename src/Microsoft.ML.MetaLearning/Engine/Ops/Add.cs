using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>The sum of two nodes of one shape: a residual connection.</summary>
internal sealed class Add(int a, int b, Shape shape) : Op([a, b], shape)
{
    public override void Forward<T>(Pass<T> pass) => pass.Primal.SetValue(Output, Sum(pass, pass.Value(Inputs[0]), pass.Value(Inputs[1])));

    public override void Vjp<T>(Pass<T> pass) => Pass(pass, pass.Primal);

    public override void Jvp<T>(Pass<T> pass) => pass.Tangent.SetValue(Output, Sum(pass, pass.Tangent.Value(Inputs[0]), pass.Tangent.Value(Inputs[1])));

    public override void VjpTangent<T>(Pass<T> pass) => Pass(pass, pass.Tangent);

    private static Block<T> Sum<T>(Pass<T> pass, Block<T> a, Block<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = Copy(pass, a);
        Elementwise.Add(sum, b);
        return sum;
    }

    private void Pass<T>(Pass<T> pass, Variables<T> variables) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var input in Inputs)
            variables.AddGradient(input, Copy(pass, variables.Gradient(Output)));
    }

    private static Block<T> Copy<T>(Pass<T> pass, Block<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var copy = pass.Buffers.Rent(x.Shape);
        x.Span.CopyTo(copy.Span);
        return copy;
    }
}
