using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents examples, indexed by class; for regression, by task.</summary>
/// <param name="inputs">The features of n examples; owned by the set.</param>
/// <param name="targets">[n, 1] for regression, otherwise null; owned by the set.</param>
/// <param name="labels">The name of each class.</param>
/// <param name="classes">[class][i]: the rows of each class, in the order of <paramref name="labels"/>.</param>
/// <param name="groupName">The word for a group in messages: "class" or "task".</param>
internal sealed class ExampleSet(ExampleInputs inputs, Tensor? targets, ClassLabels labels, IReadOnlyList<int[]> classes, string groupName)
    : IDisposable
{
    /// <summary>Creates a set from features in memory, [n, ...input shape].</summary>
    public ExampleSet(Tensor inputs, Tensor? targets, ClassLabels labels, IReadOnlyList<int[]> classes, string groupName)
        : this(new InputsInMemory(inputs), targets, labels, classes, groupName)
    {
    }

    /// <summary>The name of a set that has no name of its own.</summary>
    public const string AnyName = "the data";

    /// <summary>Gets or sets the name of the set in messages.</summary>
    public string Name { get; init; } = AnyName;

    /// <summary>Gets the number of examples.</summary>
    public long Count => inputs.Count;

    /// <summary>Returns the inputs of some rows, [rows, ...input shape], in new memory.</summary>
    public Tensor InputsOf(long[] rows) => inputs.Of(rows);

    /// <summary>Returns all inputs, [n, ...input shape], in new memory.</summary>
    public Tensor AllInputs() => inputs.All();

    public ExampleInputs Features => inputs;

    public Tensor? Targets => targets;

    public ClassLabels Labels => labels;

    public IReadOnlyList<int[]> Classes => classes;

    /// <summary>Returns the same examples, in the same memory, with their classes in another order.</summary>
    public ExampleSet InOrder(IReadOnlyList<string> names, IReadOnlyList<int[]> rows) =>
        new(inputs, targets, new ClassLabels(TextDataViewType.Instance, names), rows, groupName) { Name = Name };

    /// <summary>Gets the word for a group in messages: "class" or "task".</summary>
    public string GroupName => groupName;

    /// <summary>Returns the targets of some rows, [rows, 1]; null for classification.</summary>
    public Tensor? TargetsOf(long[] rows)
    {
        if (targets is null)
            return null;
        using var index = TensorMemory.Copy<long>(rows);
        return targets.index_select(0, index);
    }

    /// <summary>Returns a hash of the names, rows and values of all classes, by which sets are compared.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, rows) in labels.Names.Zip(classes))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0"));
            hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
        }
        inputs.AppendTo(hash);
        if (targets is not null)
            TensorHash.Append(hash, targets);
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    public void Dispose()
    {
        inputs.Dispose();
        targets?.Dispose();
    }
}
