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

/// <summary>Examples in memory, indexed by class; for regression, by task.</summary>
/// <param name="inputs">The features of n examples; owned by the set.</param>
/// <param name="targets">[n, 1] for regression, otherwise null; owned by the set.</param>
/// <param name="labels">The name of each class.</param>
/// <param name="classes">[class][i]: the rows of each class, in the order of <paramref name="labels"/>.</param>
/// <param name="groupName">What the groups are called in messages: "class" or "task".</param>
internal sealed class ExampleSet(ExampleInputs inputs, Tensor? targets, ClassLabels labels, IReadOnlyList<int[]> classes, string groupName) : IDisposable
{
    /// <summary>A set of features in memory, [n, ...input shape].</summary>
    public ExampleSet(Tensor inputs, Tensor? targets, ClassLabels labels, IReadOnlyList<int[]> classes, string groupName)
        : this(new InputsInMemory(inputs), targets, labels, classes, groupName)
    {
    }

    /// <summary>What a set is called that has no name of its own.</summary>
    public const string AnyName = "the data";

    /// <summary>What the set is called in messages.</summary>
    public string Name { get; init; } = AnyName;

    /// <summary>The number of examples.</summary>
    public long Count => inputs.Count;

    /// <summary>The inputs of some rows, [rows, ...input shape], in new memory.</summary>
    public Tensor InputsOf(long[] rows) => inputs.Of(rows);

    /// <summary>All inputs, [n, ...input shape], in new memory.</summary>
    public Tensor AllInputs() => inputs.Of(Enumerable.Range(0, (int)Count).Select(i => (long)i).ToArray());

    public ExampleInputs Features => inputs;

    public Tensor? Targets => targets;

    public ClassLabels Labels => labels;

    public IReadOnlyList<int[]> Classes => classes;

    /// <summary>The same examples, in the same memory, with their classes in another order.</summary>
    public ExampleSet InOrder(IReadOnlyList<string> names, IReadOnlyList<int[]> rows) => new(inputs, targets, new ClassLabels(TextDataViewType.Instance, names), rows, groupName) { Name = Name };

    /// <summary>What the groups are called in messages: "class" or "task".</summary>
    public string GroupName => groupName;

    /// <summary>The targets of some rows, [rows, 1] for regression, otherwise null.</summary>
    public Tensor? TargetsOf(long[] rows)
    {
        if (targets is null)
            return null;
        using var index = TensorMemory.Copy<long>(rows);
        return targets.index_select(0, index);
    }

    /// <summary>A hash of the names, rows and values of all classes, to tell whether two sets are the same.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < classes.Count; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{labels.Names[i]}\0"));
            hash.AppendData(MemoryMarshal.AsBytes(classes[i].AsSpan()));
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
