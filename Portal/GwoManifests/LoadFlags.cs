using System.CommandLine;
using Portal.Domain.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>What `portal gwo apply` may say of a load, as the wizard does.</summary>
internal sealed class LoadFlags
{
    private readonly Option<bool?> _visible = new("--visible") { Description = "Whether what is created is seen by users of the data: true or false." };
    private readonly Option<string?> _reason = new("--visibility-reason") { Description = $"One of {string.Join(", ", LoadOptions.Reasons)}." };
    private readonly Option<string?> _comment = new("--visibility-comment") { Description = "A comment on that." };
    private readonly Option<string?> _availability = new("--availability") { Description = $"{string.Join(" or ", LoadOptions.Availabilities)}." };
    private readonly Option<string?> _genome = new("--reference-genome") { Description = "For example GRCh38." };
    private readonly Option<bool?> _controlled = new("--controlled-access") { Description = "true or false." };
    private readonly Option<bool> _noDefaults = new("--no-defaults") { Description = "Send only what is said here, nothing of the study's defaults." };
    private readonly Option<string[]> _replace = new("--replace") { Description = "A registered value that may be replaced: FIELD for all records, FIELD=GF_… for one. May be given several times; the plan names the fields." };
    private readonly Option<bool> _replaceAll = new("--replace-all") { Description = "All registered values that differ may be replaced." };

    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { _visible, _reason, _comment, _availability, _genome, _controlled, _noDefaults, _replace, _replaceAll })
        {
            command.Add(option);
        }

        return command;
    }

    public ApplyWish Wish(ParseResult parsed, string policy, bool acknowledged)
    {
        var options = new LoadOptions
        {
            Visible = parsed.GetValue(_visible),
            VisibilityReason = parsed.GetValue(_reason),
            VisibilityComment = parsed.GetValue(_comment),
            Availability = parsed.GetValue(_availability),
            ReferenceGenome = parsed.GetValue(_genome),
            ControlledAccess = parsed.GetValue(_controlled),
        };
        var replace = (parsed.GetValue(_replace) ?? []).Select(r => r.Split('=', 2)).Select(r => new ReplaceWish(r[0], r.Length > 1 ? r[1] : null)).ToList();
        return new ApplyWish(policy, acknowledged, options == LoadOptions.None ? null : options, !parsed.GetValue(_noDefaults), replace.Count == 0 ? null : replace, parsed.GetValue(_replaceAll) ? true : null);
    }
}
