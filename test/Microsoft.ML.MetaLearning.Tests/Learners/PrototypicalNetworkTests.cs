using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Prototypical networks against the distances of the paper, and their scale.</summary>
[TestClass]
public sealed class PrototypicalNetworkTests
{
    private const int Size = 4, Ways = 3, Shots = 2;

    [TestMethod]
    [DataRow(PrototypeDistance.SquaredEuclidean, 1.0)]
    [DataRow(PrototypeDistance.MeanSquared, 10.0 / Size)]
    public void ProbabilitiesAreThoseOfTheScaledDistances(PrototypeDistance distance, double scale)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var problem = new FewShotProblem(new Identity(Size), TaskKind.Classification, Outputs: null, Normalization.Layer);
        var learner = new PrototypicalLearner(problem, distance);
        var episode = new TinyEpisodes([Size], new EpisodeShape(Ways, Shots, 2), seed: 5).Load(0);

        var prototypes = episode.Support.Inputs.view(Ways, Shots, Size).mean([1]);
        var distances = (episode.Query.Inputs.unsqueeze(1) - prototypes.unsqueeze(0)).Squared().sum(2);
        var actual = learner.Adapt(learner.Initialize(generator), episode.Support).Predict(episode.Query.Inputs);
        TensorAssert.Close(distances.Times(-scale).softmax(1), actual.softmax(1), 1e-5, "probabilities");
    }
}
