using System;

namespace Microsoft.ML.MetaLearning.Reporting;

/// <summary>Explains the scores to a reader who has never heard of episodes.</summary>
internal static class Verdict
{
    private static readonly string[] s_numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <param name="metrics">The scores.</param>
    /// <param name="havePictures">Whether examples are pictures.</param>
    public static Markup Draw(FewShotMetrics metrics, bool havePictures)
    {
        var things = havePictures ? "pictures" : "examples";
        var each = metrics.Shots == 1 ? "one example" : $"{Word(metrics.Shots)} examples";
        var most = metrics.Chance is null ? "up to " : "";
        var right = Math.Round(metrics.Accuracy * 100);
        var low = Math.Max(metrics.Accuracy - metrics.ConfidenceInterval95, 0);
        var high = Math.Min(metrics.Accuracy + metrics.ConfidenceInterval95, 1);
        Markup gets = $"Of 100 {things} of {most}{Word(metrics.Ways)} new classes it gets about {right:F0} right";
        return $"""
            <p class="verdict">{gets} after {most}{each} of each{Guessing(metrics)}. The mean over all such draws of classes lies
            between {low * 100:F1} and {high * 100:F1} of 100 with a confidence of 95 %.{Doubt(metrics)}</p>
            """;
    }

    private static string Guessing(FewShotMetrics metrics) =>
        metrics.Chance is { } chance ? FormattableString.Invariant($"; guessing would get {chance * 100:0.#}") : "";

    private static string Doubt(FewShotMetrics metrics) =>
        metrics.IsAboveChance == false ? " That does not exclude guessing: the model may have learned nothing." : "";

    private static string Word(int number) => number < s_numbers.Length ? s_numbers[number] : FormattableString.Invariant($"{number}");
}
