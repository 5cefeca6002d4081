using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents a learner of embeddings that need no meta-training: a support set becomes a linear classifier of directions.
/// </summary>
/// <param name="problem">The problem, whose backbone is the identity.</param>
/// <param name="head">The classifier.</param>
/// <param name="seed">The seed of what is held out to choose and calibrate by.</param>
/// <param name="hasBackground">Whether the centre is that of other rows, a meta-parameter, and not one of the support set.</param>
internal sealed class EmbeddingLearner(FewShotProblem problem, FewShotHead head, int seed, bool hasBackground)
    : MetricLearner(problem, GradientEngine.Automatic)
{
    internal const string KindName = "FewShot";
    private const string Background = "background";

    /// <summary>The factor of the logits where a class has one row: the initial scale of cosine classifiers, not calibrated.</summary>
    private const double OneShotFactor = 10;

    public override string Kind => KindName;

    // *** Binary format ***
    // byte: head, int: seed, bool: whether there is a background
    public override void WriteSettings(BinaryWriter writer)
    {
        writer.Write((byte)head);
        writer.Write(seed);
        writer.Write(hasBackground);
    }

    internal static EmbeddingLearner Read(BinaryReader reader, FewShotProblem problem) =>
        new(problem, Checks.DecodedEnum<FewShotHead>(reader.ReadByte()), reader.ReadInt32(), reader.ReadBoolean());

    // [2, embedding]: the mean of the background at length 1, and of its roots
    protected override ParameterSet InitializeMetric(Generator generator) => hasBackground
        ? new ParameterSet([(Background, zeros(2, Problem.Backbone.EmbeddingSize))])
        : base.InitializeMetric(generator);

    /// <summary>Returns the meta-parameter that other rows give.</summary>
    // embeddings: [n, embedding]; its tensor: [2, embedding]
    public static ParameterSet BackgroundOf(Tensor embeddings) => new(
        [(Background, stack([Mean(embeddings, roots: false), Mean(embeddings, roots: true)]))]);

    private static Tensor Mean(Tensor embeddings, bool roots) => CentredHead.Normalize(embeddings, roots).mean([0]);

    private protected override (Head Head, ParameterSet Tensors) Compare(ParameterSet meta, Tensor embeddings, Tensor classes)
    {
        // The skewed features behind a rectifier are none of them negative.
        var roots = embeddings.min().ToNumber() >= 0;
        var normalized = CentredHead.Normalize(embeddings.to_type(ScalarType.Float64), roots);
        var centre = hasBackground
            ? meta[Background][roots ? 1 : 0].to_type(ScalarType.Float64)
            : SupportDirections.Centre(normalized, classes);
        var fit = OnOneThread(() => Fit(new SupportDirections(CentredHead.Directions(normalized, centre), classes)));
        var (ways, size) = ((int)fit.Weight.shape[0], (int)fit.Weight.shape[1]);
        return (new CentredHead(size, ways, roots), new ParameterSet(
        [
            (CentredHead.Centre, centre.to_type(embeddings.dtype)),
            (CentredHead.Weight, fit.Weight.to_type(embeddings.dtype)),
            (CentredHead.Bias, fit.Bias.to_type(embeddings.dtype)),
        ]));
    }

    /// <summary>
    /// Runs with one thread of torch, a setting of the calling thread alone. Hundreds of small products gain little from two threads, and
    /// are ten times as slow where other programs use the cores: each product waits for both.
    /// </summary>
    private static HeadFit OnOneThread(Func<HeadFit> fit)
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            return fit();
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    // Where a class has one row, nothing of it can be held out to choose and calibrate by.
    private HeadFit Fit(SupportDirections support) => support.Members.sum([0]).min().ToNumber() < 2
        ? Uncalibrated(support)
        : Candidates.Select(kind => Fit(kind, support)).Select(fit => (Fit: fit, Calibrated: fit.Calibrate(support)))
            .OrderBy(c => c.Calibrated.Loss).Select(c => c.Fit.Times(c.Calibrated.Factor)).First();

    private HeadFit Uncalibrated(SupportDirections support) => head switch
    {
        FewShotHead.Ridge => RidgeHead.Fit(support, RidgeHead.OneShotPenalty).Times(OneShotFactor),
        FewShotHead.Logistic => LogisticHead.Fit(support),
        _ => PrototypeHead.Fit(support).Times(OneShotFactor),
    };

    private FewShotHead[] Candidates => head == FewShotHead.Automatic
        ? [FewShotHead.Prototypes, FewShotHead.Ridge, FewShotHead.Logistic]
        : [head];

    private HeadFit Fit(FewShotHead kind, SupportDirections support) => kind switch
    {
        FewShotHead.Ridge => RidgeHead.Fit(support),
        FewShotHead.Logistic => LogisticHead.Fit(support, seed),
        _ => PrototypeHead.Fit(support),
    };
}
