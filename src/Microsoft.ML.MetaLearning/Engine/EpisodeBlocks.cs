using System;
using System.Linq;
using System.Numerics;
using Microsoft.ML.MetaLearning.Backbones;
using Microsoft.ML.MetaLearning.Episodes;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// An episode as the passes of a network read it. Where the query is normalized by the support's statistics, both go through the network in one pass, whose
/// moments are those of the first rows: so gradients flow through the support's moments.
/// </summary>
internal sealed class EpisodeBlocks<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BufferPool<T> _buffers;

    public EpisodeBlocks(Episode episode, Network network, BufferPool<T> buffers, Normalization normalization)
    {
        _buffers = buffers;
        var shape = network.InputShape;
        int support = (int)episode.Support.Inputs.shape[0], query = (int)episode.Query.Inputs.shape[0];
        Support = buffers.Rent(shape with { N = support });
        Fill(Support, 0, episode.Support.Inputs);
        SupportTargets = ReadTargets(episode.Support.Targets);
        QueryTargets = ReadTargets(episode.Query.Targets);
        var joint = normalization == Normalization.SupportStatistics && network.HasBatchNormalization;
        QueryRows = joint ? new PassRows(support + query, support, support) : PassRows.Batch(query);
        Query = buffers.Rent(shape with { N = QueryRows.Count });
        if (joint)
            Support.Span.CopyTo(Query.Span);
        Fill(Query, QueryRows.FirstOfLoss, episode.Query.Inputs);
    }

    public Block<T> Support { get; }

    public Targets<T> SupportTargets { get; }

    public Block<T> Query { get; }

    public Targets<T> QueryTargets { get; }

    public PassRows QueryRows { get; }

    /// <summary>Copies examples to the rows from <paramref name="first"/> on. inputs: [n, ...input shape].</summary>
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
        _buffers.Return(Query);
    }
}
