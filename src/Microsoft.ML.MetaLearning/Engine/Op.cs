using System.Collections.Generic;
using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// One operation of a network, y = f(x, theta): the one place where a new layer is written. It offers four functions, all on blocks that
/// are channels last; where a bar stands for the gradient of the loss and a dot for the tangent along a direction in parameter space:
/// <list type="bullet">
/// <item><see cref="Forward"/>: y.</item>
/// <item><see cref="Vjp"/>: x-bar += y-bar (dy/dx), theta-bar = y-bar (dy/dtheta).</item>
/// <item><see cref="Jvp"/>: y-dot = (dy/dx) x-dot + (dy/dtheta) theta-dot.</item>
/// <item><see cref="VjpTangent"/>: the tangents of what Vjp gives, x-bar-dot and theta-bar-dot.</item>
/// </list>
/// All four together differentiate a gradient: a Hessian-vector product is a Jvp of every operation in order and a VjpTangent of every
/// operation in reverse, and nothing else (Pearlmutter, <a href="https://doi.org/10.1162/neco.1994.6.1.147">1994</a>).
/// </summary>
/// <param name="inputs">The nodes of the network that it reads.</param>
/// <param name="shape">The shape of one image of its result; N is 1.</param>
internal abstract class Op(IReadOnlyList<int> inputs, Shape shape)
{
    public IReadOnlyList<int> Inputs { get; } = inputs;

    public int Input => Inputs[0];

    /// <summary>The node of its result.</summary>
    public int Output { get; internal set; }

    public Shape Shape { get; } = shape;

    public Shape ShapeFor(int rows) => Shape with { N = rows };

    /// <summary>The scalars that <see cref="Forward"/> saves beside its result for some rows, where they are worth counting.</summary>
    public virtual long SavedLength(int rows) => 0;

    /// <summary>Whether the gradient by its input takes the place of the input.</summary>
    public virtual bool OverwritesInput => false;

    public abstract void Forward<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Vjp<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Jvp<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void VjpTangent<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
