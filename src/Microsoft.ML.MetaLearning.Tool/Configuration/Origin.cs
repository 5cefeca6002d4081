namespace MetaLearn.Configuration;

/// <summary>Where a value of a configuration stands.</summary>
/// <param name="Place">For messages: "run.json(12,18)", or "--set learner.shots=0".</param>
/// <param name="Folder">What relative paths there are relative to.</param>
internal sealed record Origin(string Place, string Folder)
{
    public override string ToString() => Place;
}
