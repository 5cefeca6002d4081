using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.Tensors;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents one parameter's place in a <see cref="ParameterVector{T}"/>.</summary>
/// <param name="Name">Its name in the <see cref="ParameterSet"/>.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Its shape in the set: [out, in, ...kernel], [outputs, features] or [channels].</param>
/// <param name="Order">The same shape, or [n, channels, height, width], which the vector holds channels last.</param>
internal sealed record Slot(string Name, int Offset, long[] Size, long[] Order)
{
    public int Length => (int)Size.Aggregate(1L, (a, b) => a * b);
}

/// <summary>Represents the places of a network's parameters in a flat vector.</summary>
internal sealed class ParameterLayout
{
    /// <summary>Each parameter begins at a multiple of the widest vector.</summary>
    private const int Alignment = 16;
    private readonly List<Slot> _slots = [];

    public IReadOnlyList<Slot> Slots => _slots;

    /// <summary>Gets the length of a vector, with the zeros between parameters.</summary>
    public int Length { get; private set; }

    public Slot Add(string name, params long[] size) => Add(name, size, size);

    public Slot Add(string name, long[] size, long[] order)
    {
        var slot = new Slot(name, Length, size, order);
        _slots.Add(slot);
        Length += (slot.Length + Alignment - 1) / Alignment * Alignment;
        return slot;
    }
}
