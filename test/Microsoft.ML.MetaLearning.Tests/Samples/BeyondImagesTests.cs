using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Samples;

/// <summary>The samples of recommendation and of text, with trainings of seconds.</summary>
[TestClass]
public sealed class BeyondImagesTests
{
    [TestMethod]
    [TestCategory("Slow")]
    public void AdaptedRecommenderBeatsItsBaselines()
    {
        var run = SampleProcess.Run("ColdStart", culture: "de_DE", "400");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        double Error(string name) =>
            double.Parse(Regex.Match(run.Output, name + @": mean absolute error (\d\.\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        var (global, user, biases, adapted) = (
            Error("global mean"), Error("user mean"), Error("user and item biases"), Error("meta-learned, adapted"));
        Assert.IsTrue(biases < user && user < global, $"The ratings have the structure that they should: {global}, {user}, {biases}.");
        Assert.IsTrue(adapted < 0.9 * biases, $"{adapted} against {biases}");
        Assert.IsTrue(adapted > 0.239, "Nobody can predict the noise.");
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void IntentsAreToldApartAndPredicted()
    {
        var data = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), Path.Combine(Repository.Root, "..", "shared", "data") };
        if (!data.OfType<string>().Any(folder => Directory.Exists(Path.Combine(folder, "clinc150"))))
            Assert.Inconclusive("CLINC150 is not at hand: name the folder around 'clinc150' in METALEARNING_DATA.");
        var run = SampleProcess.Run("IntentFewShot", culture: "tr_TR", "identity", "0.05", "100");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        double Accuracy(int shots) =>
            double.Parse(
                Regex.Match(run.Output, $@"5-way {shots}-shot.*inductive (\d+\.\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.IsTrue(Accuracy(1) > 65 && Accuracy(5) > 85, run.Output);
        StringAssert.Matches(run.Output, new(@"""please move 50 dollars to my savings"" is \w+\."));
    }
}
