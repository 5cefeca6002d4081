using System.Collections.Generic;
using System.Numerics;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Represents one operation of a network, y = f(x, theta): the one place where a new layer is written. It has four functions on blocks that
/// are channels last. A bar stands for the gradient of the loss, and a dot for the tangent along a direction in parameter space:
/// <list type="bullet">
/// <item><see cref="Forward"/>: y.</item>
/// <item><see cref="Vjp"/>: x-bar += y-bar (dy/dx), theta-bar = y-bar (dy/dtheta).</item>
/// <item><see cref="Jvp"/>: y-dot = (dy/dx) x-dot + (dy/dtheta) theta-dot.</item>
/// <item><see cref="VjpTangent"/>: the tangents of what Vjp computes, x-bar-dot and theta-bar-dot.</item>
/// </list>
/// All four together differentiate a gradient: a Hessian-vector product is a Jvp of every operation in order and a VjpTangent of every
/// operation in reverse (Pearlmutter, <a href="https://doi.org/10.1162/neco.1994.6.1.147">1994</a>). Virtual members tell a network the
/// rest; an operation that saves nothing and treats each row alone overrides none of them.
/// </summary>
/// <param name="inputs">The nodes of the network that it reads.</param>
/// <param name="shape">The shape of one image of its result; N is 1.</param>
internal abstract class Op(IReadOnlyList<int> inputs, Shape shape)
{
    public IReadOnlyList<int> Inputs { get; } = inputs;

    public int Input => Inputs[0];

    /// <summary>Gets whether it reads the network's input, which has no tangent and needs no gradient.</summary>
    public bool ReadsNetworkInput => Input == Network.InputNode;

    /// <summary>Gets the node of its result.</summary>
    public int Output { get; internal set; }

    public Shape Shape { get; } = shape;

    /// <summary>Gets whether the gradient by its input overwrites the input. The network decides.</summary>
    public bool OverwritesInput { get; internal set; }

    /// <summary>Gets whether it can write the gradient by its input over the input.</summary>
    public virtual bool CanOverwriteInput => false;

    /// <summary>Gets whether it reads its result again after <see cref="Forward"/>.</summary>
    public virtual bool NeedsResult => true;

    /// <summary>Gets whether the result of a row depends on the rows that moments are taken of.</summary>
    public virtual bool MixesRows => false;

    /// <summary>Gets whether results and gradients are rented. Those that torch creates are freed, not kept for reuse.</summary>
    public virtual bool RentsResults => true;

    public Shape ShapeFor(int rows) => Shape with { N = rows };

    /// <summary>Returns the shape of the block that <see cref="NewSaved"/> rents; of length 0 for none.</summary>
    public virtual Shape SavedShape(int rows) => default;

    /// <summary>Returns the shape of the block that its functions rent while they run; of length 0 for none of note.</summary>
    public virtual Shape ScratchShape(int rows) => default;

    /// <summary>Returns the scalars of its result that count as activations when the graph of autograd is estimated.</summary>
    public virtual long Activations(int rows) => ShapeFor(rows).Length;

    /// <summary>Adds the moments that a forward pass normalized by.</summary>
    public virtual void AddMomentsTo<T>(NormalizationMoments moments, Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
    }

    public abstract void Forward<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Vjp<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void Jvp<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public abstract void VjpTangent<T>(Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Rents the block of the result, or of its tangent, with no defined content.</summary>
    protected Block<T> NewValue<T>(Pass<T> pass, Variables<T> variables) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        variables.SetValue(Output, pass.Buffers.Rent(ShapeFor(pass.Rows.Count)));

    /// <summary>Rents the block that one function leaves for the next, with no defined content.</summary>
    protected Block<T> NewSaved<T>(Pass<T> pass, Variables<T> variables) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        variables.Save(Output, pass.Buffers.Rent(SavedShape(pass.Rows.Count)));
}
