using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>
/// Meta-trains every learner, each in a process of its own, and prints the table. Rows that are there already are not made again.
/// </summary>
internal static class AccuracyBenchmark
{
    public static void Run(string? learner, string? data, int? ways, AccuracySettings settings, string folder, bool fresh)
    {
        if (settings.MetaSteps is { } steps)
            folder = Path.Combine(folder, $"{steps}-meta-steps");
        Directory.CreateDirectory(folder);
        foreach (var plan in PlannedTraining.All(learner, data)
            .Where(p => ways is null || p.Protocols.Any(protocol => protocol.Ways == ways)))
        {
            if (fresh)
                File.Delete(plan.File(folder));
            if (AccuracyRow.Load(plan.File(folder), settings) is null)
                RunInChild(plan, settings, folder);
        }
        var rows = PlannedTraining.All(learner: null, data).Select(plan => AccuracyRow.Load(
            plan.File(folder), settings)).OfType<AccuracyRow>().ToArray();
        Console.WriteLine(AccuracyTable.Markdown(rows, settings));
    }

    /// <summary>The command line of the child.</summary>
    public static void RunChild(string[] args)
    {
        var plan = PlannedTraining.All(args[1], args[0]).Single(p => p.Name == args[2]);
        AccuracyRun.Run(
            plan,
            new AccuracySettings(
                double.Parse(args[3], CultureInfo.InvariantCulture),
                int.Parse(args[4], CultureInfo.InvariantCulture),
                int.Parse(args[5], CultureInfo.InvariantCulture),
                args[6] == "" ? null : int.Parse(args[6], CultureInfo.InvariantCulture)),
            args[7]);
    }

    /// <summary>A learner that fails loses its own row, and no other.</summary>
    private static void RunInChild(PlannedTraining plan, AccuracySettings settings, string folder)
    {
        string[] arguments =
        [
            typeof(AccuracyBenchmark).Assembly.Location, "accuracy-run", plan.Entry.Data, plan.Entry.Name, plan.Name,
            settings.Minutes.ToString(CultureInfo.InvariantCulture), $"{settings.Episodes}", $"{settings.Seed}", $"{settings.MetaSteps}", plan.File(folder),
        ];
        using var process = Process.Start("dotnet", arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            Console.Error.WriteLine($"{plan.Name} ended with exit code {process.ExitCode}; its row is left out.");
    }
}
