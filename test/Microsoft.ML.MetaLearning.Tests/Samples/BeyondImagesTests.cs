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
    [DataRow("identity", 65, 85)]
    [DataRow("pretrained", 90, 97)]
    public void IntentsAreToldApartAndPredicted(string learner, double leastOneShot, double leastFiveShot)
    {
        RequireData("clinc150");
        var run = SampleProcess.Run("IntentFewShot", culture: "tr_TR", learner, "0.05", "100");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        double Accuracy(int shots) =>
            double.Parse(
                Regex.Match(run.Output, $@"5-way {shots}-shot.*inductive (\d+\.\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.IsTrue(Accuracy(1) > leastOneShot && Accuracy(5) > leastFiveShot, run.Output);
        StringAssert.Matches(run.Output, new(@"""please move 50 dollars to my savings"" is \w+\."));
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void PicturesAreLearnedFromThreeEach()
    {
        RequireData("icons");
        var run = SampleProcess.Run("PhotoFewShot", culture: "tr_TR");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var accuracy = double.Parse(
            Regex.Match(run.Output, @"Of \d+ others: (\d+\.\d+) %").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.IsTrue(accuracy > 30, $"Chance is 20 %.\n{run.Output}");
        StringAssert.Matches(run.Output, new(@"row \d+, [\w-]+, similarity 0\.\d+"));
    }

    private static void RequireData(string name)
    {
        var data = new[] { Environment.GetEnvironmentVariable("METALEARNING_DATA"), Path.Combine(Repository.Root, "..", "shared", "data") };
        if (!data.OfType<string>().Any(folder => Directory.Exists(Path.Combine(folder, name))))
            Assert.Inconclusive($"The data is not at hand: name the folder around '{name}' in METALEARNING_DATA.");
    }
}
