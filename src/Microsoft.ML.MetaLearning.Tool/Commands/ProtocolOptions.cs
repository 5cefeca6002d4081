using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using MetaLearn.Configuration;

namespace MetaLearn.Commands;

/// <summary>The options of an evaluation's episodes; what is not given is as a configuration says.</summary>
internal sealed class ProtocolOptions
{
    private readonly Option<int?> _ways = Between("--ways", "classes per episode", 2, 10_000);
    private readonly Option<int?> _shots = Between("--shots", "support examples per class", 1, 100_000);
    private readonly Option<int?> _queryShots = Between("--query-shots", "query examples per class", 1, 100_000);
    private readonly Option<int?> _episodes = Between("--episodes", "episodes", 2, 1_000_000);
    private readonly Option<int?> _steps = Between("--adaptation-steps", "gradient steps of the adaptation", 0, 100_000);
    private readonly Option<int?> _seed = new("--seed") { Description = "evaluations of the same seed take the same episodes" };

    /// <summary>The options that say which episodes are drawn.</summary>
    public IReadOnlyList<Option> Episodes => [_ways, _shots, _queryShots, _episodes, _seed];

    public void AddTo(Command command)
    {
        foreach (var option in Episodes.Append(_steps))
            command.Options.Add(option);
    }

    public EvaluationSettings Read(ParseResult result, EvaluationSettings otherwise) => new()
    {
        Ways = result.GetValue(_ways) ?? otherwise.Ways,
        Shots = result.GetValue(_shots) ?? otherwise.Shots,
        QueryShots = result.GetValue(_queryShots) ?? otherwise.QueryShots,
        Episodes = result.GetValue(_episodes) ?? (otherwise.Episodes > 0 ? otherwise.Episodes : new EvaluationSettings().Episodes),
        AdaptationSteps = result.GetValue(_steps) ?? otherwise.AdaptationSteps,
        Seed = result.GetValue(_seed) ?? otherwise.Seed,
    };

    private static Option<int?> Between(string name, string description, int smallest, int largest)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var value) && (value < smallest || value > largest))
                result.AddError($"{name} must be at {(value < smallest ? "least" : "most")} {(value < smallest ? smallest : largest)}, " +
                    $"but is {value}.");
        });
        return option;
    }
}
