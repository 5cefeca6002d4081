using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents parameters, gradients or tangents as one flat vector, with convolution weights in channels-last order.</summary>
internal sealed unsafe class ParameterVector<T>(ParameterLayout layout, BufferPool<T> buffers)
    : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Block<T> _block = buffers.RentZeroed(new Shape(1, 1, 1, layout.Length));
    private readonly Dictionary<Slot, Tensor> _views = [];

    public ParameterLayout Layout => layout;

    public T* Data => _block.Data;

    public Span<T> Span => _block.Span;

    public T* At(Slot slot) => _block.Data + slot.Offset;

    /// <summary>Returns the vector as torch sees it, [length], in the calling thread's dispose scope.</summary>
    public Tensor Flat() => _block.Images.view(layout.Length);

    /// <summary>
    /// Returns a convolution's weight as torch sees it: [out, in, height, width], with the strides of channels last. Thread-safe.
    /// </summary>
    public Tensor Weight(Slot slot)
    {
        lock (_views)
        {
            if (!_views.TryGetValue(slot, out var view))
                _views.Add(slot, view = View(slot).DetachFromDisposeScope());
            return view;
        }
    }

    /// <summary>Copies parameters of any floating point type by name.</summary>
    public void Import(ParameterSet parameters) => Import(parameters, layout.Slots);

    /// <summary>Copies some parameters by name.</summary>
    public void Import(ParameterSet parameters, IEnumerable<Slot> slots)
    {
        using var scope = NewDisposeScope();
        foreach (var slot in slots)
            View(slot).copy_(parameters[slot.Name].detach().view(slot.Order));
    }

    /// <summary>Returns a copy with the names and shapes of a set; zero for parameters that the network does not use.</summary>
    public ParameterSet Export(ParameterSet names)
    {
        var slots = layout.Slots.ToDictionary(s => s.Name);
        using var scope = NewDisposeScope();
        var tensors = names.Select(p => slots.TryGetValue(p.Key, out var slot)
            ? View(slot).contiguous().clone().view(slot.Size).MoveToOuterDisposeScope()
            : zeros(p.Value.shape, dtype: Block<T>.Type).MoveToOuterDisposeScope());
        return names.With(tensors.ToArray());
    }

    /// <summary>Returns the places of the parameters that a set names.</summary>
    public IEnumerable<Slot> SlotsOf(ParameterSet names) => layout.Slots.Where(s => names.Contains(s.Name));

    /// <summary>Returns a copy of some parameters, and sets them to zero.</summary>
    public ParameterSet Take(ParameterSet names)
    {
        var taken = Export(names);
        foreach (var slot in SlotsOf(names))
            Span.Slice(slot.Offset, slot.Length).Clear();
        return taken;
    }

    public void Clear() => Span.Clear();

    public void Fill(double value) => Span.Fill(T.CreateChecked(value));

    public void CopyFrom(ParameterVector<T> other) => other.Span.CopyTo(Span);

    /// <summary>this *= factor.</summary>
    public void Scale(double factor)
    {
        var number = T.CreateChecked(factor);
        foreach (ref var x in Span)
            x *= number;
    }

    /// <summary>this += factor * other.</summary>
    public void Add(ParameterVector<T> other, double factor = 1) =>
        Elementwise.AddScaled(Data, T.CreateChecked(factor), other.Data, layout.Length);

    /// <summary>this -= a * b, scalar by scalar.</summary>
    public void SubtractProduct(ParameterVector<T> a, ParameterVector<T> b) => SetDifference(this, a, b);

    /// <summary>this = from - a * b, scalar by scalar.</summary>
    public void SetDifference(ParameterVector<T> from, ParameterVector<T> a, ParameterVector<T> b) =>
        Elementwise.AddProduct(Data, from.Data, -T.One, a.Data, b.Data, layout.Length);

    public void Dispose()
    {
        foreach (var view in _views.Values)
            view.Dispose();
        buffers.Return(_block);
    }

    private Tensor View(Slot slot)
    {
        var flat = Flat().narrow(0, slot.Offset, slot.Length);
        return slot.Order is [var o, var c, var h, var w]
            ? flat.view(o, h, w, c).permute(0, 3, 1, 2)
            : flat.view(slot.Order);
    }
}
