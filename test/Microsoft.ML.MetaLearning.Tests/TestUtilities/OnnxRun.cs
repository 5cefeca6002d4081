using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Runs files of ONNX.</summary>
internal static class OnnxRun
{
    /// <summary>The only output of a file with the only input, both of single precision.</summary>
    public static float[] Of(byte[] file, float[] values)
    {
        using var session = new InferenceSession(file);
        return Outputs(session, values, session.OutputNames.Single()).Values.Single().Cast<float>().ToArray();
    }

    /// <summary>All numbers of outputs, by their names, as they are.</summary>
    public static Dictionary<string, object[]> Outputs<T>(InferenceSession session, T[] values, params string[] names)
    {
        var (name, input) = session.InputMetadata.Single();
        var row = input.Dimensions.Skip(1).Aggregate(1, (a, b) => a * b);
        var tensor = new DenseTensor<T>(values, [values.Length / row, .. input.Dimensions.Skip(1)]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(name, tensor)], names);
        return results.ToDictionary(r => r.Name, r => r.Value switch
        {
            Tensor<float> numbers => numbers.Select(n => (object)n).ToArray(),
            Tensor<uint> numbers => numbers.Select(n => (object)n).ToArray(),
            Tensor<bool> numbers => numbers.Select(n => (object)n).ToArray(),
            var other => throw new NotSupportedException($"{other.GetType()}"),
        });
    }
}
