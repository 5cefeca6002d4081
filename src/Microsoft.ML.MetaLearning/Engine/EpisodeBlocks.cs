using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents a part of an episode's query, as one pass reads it.</summary>
/// <param name="Input">[rows, ...]; begins with the support if that gives the moments.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Targets">The targets of the query rows.</param>
internal sealed record QueryPart<T>(Block<T> Input, PassRows Rows, Targets<T> Targets) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>
/// Represents an episode as the passes of a network read it. If the query is normalized by the support's statistics, both go through the
/// network in one pass that takes its moments from the first rows, so that gradients flow through them.
/// </summary>
internal sealed class EpisodeBlocks<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool<T> _buffers;

    private readonly List<QueryPart<T>> _query = [];

    /// <param name="episode">The episode.</param>
    /// <param name="network">The network.</param>
    /// <param name="buffers">Where memory comes from.</param>
    /// <param name="normalization">How the query is normalized.</param>
    /// <param name="queryRows">
    /// The most query rows that go through the network at once; all of them if their results depend on each other.
    /// </param>
    public EpisodeBlocks(Episode episode, Network network, BufferPool<T> buffers, Normalization normalization, int queryRows = int.MaxValue)
    {
        _buffers = buffers;
        var shape = network.InputShape;
        int support = (int)episode.Support.Inputs.shape[0], query = (int)episode.Query.Inputs.shape[0];
        Support = Read(episode.Support.Inputs, network, buffers);
        SupportTargets = ReadTargets(episode.Support.Targets);
        var first = 0;
        foreach (var rows in PassRows.OfQuery(support, query, network, normalization, queryRows))
        {
            var input = buffers.Rent(shape with { N = rows.Count });
            if (rows.FirstOfLoss > 0)
                Support.Span.CopyTo(input.Span);
            Fill(input, rows.FirstOfLoss, episode.Query.Inputs.narrow(0, first, rows.OfLoss));
            _query.Add(new QueryPart<T>(input, rows, ReadTargets(episode.Query.Targets.narrow(0, first, rows.OfLoss))));
            first += rows.OfLoss;
        }
    }

    public Block<T> Support { get; }

    public Targets<T> SupportTargets { get; }

    public IReadOnlyList<QueryPart<T>> Query => _query;

    /// <summary>Rents a block, and copies examples to it, [n, ...input shape].</summary>
    public static Block<T> Read(Tensor inputs, Network network, BufferPool<T> buffers)
    {
        var block = buffers.Rent(network.InputShape with { N = (int)inputs.shape[0] });
        Fill(block, 0, inputs);
        return block;
    }

    /// <summary>Copies examples, [n, ...input shape], to the rows from <paramref name="first"/> on.</summary>
    public static void Fill(Block<T> block, int first, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var (n, s) = (inputs.shape[0], block.Shape);
        block.Images.narrow(0, first, n).copy_(inputs.detach().view(n, s.C, s.H, s.W));
    }

    public static Targets<T> ReadTargets(Tensor targets)
    {
        using var scope = NewDisposeScope();
        targets = targets.detach().contiguous();
        return targets.dtype == ScalarType.Int64
            ? new Targets<T>(targets.data<long>().Select(i => (int)i).ToArray(), null)
            : new Targets<T>(null, targets.to_type(Block<T>.Type).data<T>().ToArray());
    }

    public void Dispose()
    {
        _buffers.Return(Support);
        foreach (var part in _query)
            _buffers.Return(part.Input);
    }
}
