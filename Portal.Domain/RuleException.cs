namespace Portal.Domain;

/// <summary>A rule of the portal says no; <paramref name="rule"/> is stable and ends the problem's type, the sentence is for people.</summary>
/// <param name="status">What HTTP answers: 400 for what was sent, 409 for the state things are in.</param>
/// <param name="fields">Where a form was filled in wrongly: by field, one sentence.</param>
public sealed class RuleException(string rule, string sentence, int status = 409, IReadOnlyDictionary<string, string>? fields = null) : Exception(sentence)
{
    public string Rule { get; } = rule;

    public int Status { get; } = status;

    public IReadOnlyDictionary<string, string> Fields { get; } = fields ?? new Dictionary<string, string>(StringComparer.Ordinal);
}
