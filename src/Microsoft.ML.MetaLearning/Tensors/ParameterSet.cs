using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tensors;

/// <summary>
/// Represents an immutable, ordered mapping from names to tensors: the parameters of a network, their gradients, or the like.
/// </summary>
/// <remarks>
/// Networks are functions of explicit parameters, so that an inner loop can replace them without touching a module. The part that an inner
/// loop adapts is a <see cref="Partition"/>. Tensors belong to the dispose scope that they were made in, until
/// <see cref="DetachFromDisposeScope"/> hands them to the caller, who then disposes the set.
/// </remarks>
public sealed class ParameterSet : IReadOnlyList<KeyValuePair<string, Tensor>>, IDisposable
{
    private readonly string[] _names;
    private readonly Tensor[] _tensors;
    private readonly Dictionary<string, int> _positions;

    /// <summary>Creates a set from names and tensors, in this order.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public ParameterSet(IEnumerable<(string Name, Tensor Value)> parameters)
    {
        var list = parameters.ToArray();
        _names = Array.ConvertAll(list, p => p.Name);
        _tensors = Array.ConvertAll(list, p => p.Value);
        _positions = new Dictionary<string, int>(list.Length);
        for (var i = 0; i < list.Length; i++)
            if (!_positions.TryAdd(_names[i], i))
                throw new ArgumentException($"parameter '{_names[i]}' occurs twice.", nameof(parameters));
    }

    private ParameterSet(ParameterSet names, Tensor[] tensors) =>
        (_names, _positions, _tensors) = (names._names, names._positions, tensors);

    /// <summary>Gets the number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>Gets the names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Gets the tensors, in order.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors;

    /// <summary>Gets the device of the tensors: the CPU if there are none.</summary>
    internal Device Device => Count > 0 ? _tensors[0].device : CPU;

    /// <summary>Gets the type of the tensors: single precision if there are none.</summary>
    internal ScalarType Type => Count > 0 ? _tensors[0].dtype : ScalarType.Float32;

    /// <summary>Gets the number of scalars in all tensors.</summary>
    public long ScalarCount => _tensors.Sum(t => t.numel());

    /// <summary>Gets the tensor named <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    public Tensor this[string name] => _positions.TryGetValue(name, out var i)
        ? _tensors[i]
        : throw new KeyNotFoundException($"there is no parameter '{name}'; the set holds {string.Join(", ", _names)}.");

    KeyValuePair<string, Tensor> IReadOnlyList<KeyValuePair<string, Tensor>>.this[int index] => new(_names[index], _tensors[index]);

    /// <summary>Returns whether a tensor of this name is in the set.</summary>
    public bool Contains(string name) => _positions.ContainsKey(name);

    /// <summary>Returns the set with <paramref name="function"/> applied to every tensor.</summary>
    public ParameterSet Map(Func<Tensor, Tensor> function) => new(this, Array.ConvertAll(_tensors, t => function(t)));

    /// <summary>
    /// Returns the set with <paramref name="function"/> applied to every tensor and its counterpart in <paramref name="other"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The two sets differ in their names.</exception>
    public ParameterSet Zip(ParameterSet other, Func<Tensor, Tensor, Tensor> function)
    {
        if (!ReferenceEquals(_names, other._names) && !_names.SequenceEqual(other._names))
            throw new ArgumentException(
                $"the sets name different parameters: {string.Join(", ", _names)} and {string.Join(", ", other._names)}.", nameof(other));
        return new ParameterSet(this, _tensors.Zip(other._tensors, function).ToArray());
    }

    /// <summary>Returns the same names with other tensors.</summary>
    /// <exception cref="ArgumentException">The number of tensors differs.</exception>
    public ParameterSet With(IReadOnlyList<Tensor> tensors) => tensors.Count == Count
        ? new ParameterSet(this, tensors.ToArray())
        : throw new ArgumentException($"{tensors.Count} tensors were given for {Count} names.", nameof(tensors));

    /// <summary>Splits the set into the parameters whose name satisfies the predicate, and the rest.</summary>
    public (ParameterSet Selected, ParameterSet Others) Partition(Func<string, bool> predicate)
    {
        var parts = _names.Zip(_tensors).ToLookup(p => predicate(p.First), p => (p.First, p.Second));
        return (new ParameterSet(parts[true]), new ParameterSet(parts[false]));
    }

    /// <summary>
    /// Returns this set with the tensors of <paramref name="other"/> in place of those of the same names; new names follow at the end.
    /// </summary>
    public ParameterSet Combine(ParameterSet other)
    {
        if (ReferenceEquals(_positions, other._positions))
            return other;
        var own = _names.Zip(_tensors, (name, tensor) => (name, other.Contains(name) ? other[name] : tensor));
        var added = other._names.Zip(other._tensors, (name, tensor) => (name, tensor)).Where(p => !Contains(p.name));
        return new ParameterSet(own.Concat(added));
    }

    /// <summary>Returns the same values outside of any autograd graph.</summary>
    public ParameterSet Detach() => Map(t => t.detach());

    /// <summary>Returns the same values as leaves of a new autograd graph.</summary>
    public ParameterSet AsLeaves() => Map(t => t.detach().requires_grad_(true));

    /// <summary>Copies of the tensors, outside of any autograd graph.</summary>
    public ParameterSet Clone() => Map(t => t.detach().clone());

    /// <summary>Returns the tensors on a device.</summary>
    public ParameterSet To(Device device) => Map(t => t.to(device));

    /// <summary>Returns the tensors in a floating point type.</summary>
    public ParameterSet To(ScalarType type) => Map(t => t.to_type(type));

    /// <summary>Moves every tensor to the dispose scope around the current one.</summary>
    public ParameterSet MoveToOuterDisposeScope() => ForEach(t => t.MoveToOuterDisposeScope());

    /// <summary>Takes every tensor out of its dispose scope; the caller disposes the set.</summary>
    public ParameterSet DetachFromDisposeScope() => ForEach(t => t.DetachFromDisposeScope());

    /// <summary>Disposes every tensor of the set.</summary>
    public void Dispose() => ForEach(t => t.Dispose());

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
        _names.Select((name, i) => new KeyValuePair<string, Tensor>(name, _tensors[i])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ParameterSet ForEach(Action<Tensor> action)
    {
        Array.ForEach(_tensors, action);
        return this;
    }
}
