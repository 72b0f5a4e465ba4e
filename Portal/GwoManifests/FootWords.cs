using Portal.Common;
using Portal.Domain.Accounts;
using Portal.Domain.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>What the wizard's foot says: what its button will do, or why it cannot be pressed.</summary>
/// <param name="Lead">The first words, set off from <paramref name="Rest"/>.</param>
public sealed record FootWords(bool Ready, string Lead, string Rest, string? Icon = null, string? Css = null)
{
    /// <summary>Foot of the step in which the file is sent.</summary>
    /// <param name="grants">Null: not known yet.</param>
    public static FootWords ForUpload(string? studyId, ChosenFile? file, bool sending, Grants? grants) => (studyId, file) switch
    {
        _ when grants?.MaySomewhere(Role.Curator) == false => Not("You may look at manifests.", "To upload one you need the role Curator in its study."),
        _ when sending => Running("The file is on its way.", "Stay on this page until it arrived."),
        (null or "", _) => Not("Choose the study first,", "then the file."),
        ({ } id, _) when !KidsFirstId.IsStudy(id) => Not("The study id is not complete.", "It is SD_ and 8 characters."),
        ({ } id, _) when grants?.May(Scopes.Study(id), Role.Curator) == false => Not($"To upload for {id}", "you need the role Curator in it. Choose another study, or ask an administrator."),
        (_, null) => Not("Choose a file", $"for study {studyId}."),
        (_, { Size: 0 }) => Not("This file is empty.", "Choose another one."),
        (_, { } chosen) => Go(chosen.Name, $"will be stored as a draft for study {studyId}. Nothing else happens yet."),
    };

    /// <summary>Foot of the step in which a manifest is checked.</summary>
    public static FootWords ForCheck(ManifestView manifest, IReadOnlyList<IssueGroup> groups, bool mayCurate, int edits = 0) => manifest switch
    {
        { State: ManifestState.Checking } => Running("The check is under way.", "You may leave this page; it goes on by itself."),
        { State: ManifestState.Applying } => Running("It is being loaded.", "Checking it again is possible afterwards."),
        { CheckedAt: null } when !mayCurate => Reader(manifest, "check"),
        { State: ManifestState.CheckFailed } => Bad("The check did not finish.", "Nothing was written. Check again when its reason is gone."),
        { CheckedAt: null } => Go(Counts.Say(manifest.Rows, "row"), $"will be compared with S3 and with study {manifest.StudyId} in the Data Service. Nothing is written."),
        _ when edits > 0 => Go(Counts.Say(edits, "edit"), $"{(edits == 1 ? "becomes" : "become")} version {manifest.Version + 1} of the file when you check again. The plan is that of version {manifest.Version} until then."),
        { AppliedAt: not null } => Go("This plan was carried out.", "Check again to see what is left to do."),
        { Errors: > 0 } => Bad(Kinds(groups), $"{(groups.Count(g => g.Severity == IssueSeverity.Error) == 1 ? "keeps" : "keep")} “All or nothing” from starting. {Covers(manifest, groups)}"),
        { Warnings: > 0 } => Warn(Counts.Say(manifest.Warnings, "warning"), "to be acknowledged in the next step. No row has an error."),
        _ when PlanWords.Deeds(manifest) is null => Go("Nothing is left to do:", "everything is registered as the file says."),
        _ => Go("No issues.", "The plan says what loading would do."),
    };

    /// <summary>Foot of the step in which loading is started; the reasons are those of the command, in its order.</summary>
    public static FootWords ForPlan(ManifestView manifest, ApplyPolicy policy, bool acknowledged, bool mayCurate) => manifest switch
    {
        { State: ManifestState.Applying } => Running("It is being loaded.", "See the next step."),
        { State: ManifestState.Checking } => Running("The manifest is being checked just now.", "Its plan comes with the end of the check."),
        { CheckedAt: null } => Not("There is no plan yet.", "Check the manifest first."),
        { PlanIsFresh: false } => Not("This plan was carried out already.", "Check the manifest again for what is left to do."),
        _ when !mayCurate => Reader(manifest, "load"),
        { GoodRows: 0 } => Bad("No row is free of errors,", "so there is nothing to load. Correct the file and upload it again."),
        { Errors: > 0 } when policy == ApplyPolicy.AllOrNothing =>
            Bad($"{Counts.Say(manifest.BadRows, "row")} with errors", $"{(manifest.BadRows == 1 ? "keeps" : "keep")} “All or nothing” from starting. Correct the file, or choose “Good rows only”."),
        { Warnings: > 0 } when !acknowledged =>
            Warn(Counts.Say(manifest.Warnings, "warning"), $"{(manifest.Warnings == 1 ? "waits" : "wait")} to be acknowledged above.") with { Ready = false },
        _ => Go(PlanWords.Deeds(manifest) is { } deeds ? $"This {deeds}" : "Nothing has to be written,", Consequence(manifest)),
    };

    /// <summary>Foot of the step in which the load is watched.</summary>
    public static FootWords ForStart(ManifestView manifest, bool mayCurate) => manifest switch
    {
        { State: ManifestState.Applying } => Running("Loading goes on without this page.", "You may leave it and come back."),
        { State: ManifestState.Checking } => Running("The check is under way.", "You may leave this page; it goes on by itself."),
        { State: ManifestState.ApplyFailed } => Bad("Loading stopped.", "Open the run and press Retry: it goes on where it stopped, and nothing is loaded twice."),
        { State: ManifestState.Applied } when mayCurate => Go("Check again for the proof:", "of what was loaded, nothing is left to write."),
        { State: ManifestState.Applied } => Reader(manifest, "check"),
        _ => Not("Nothing was started yet.", "The plan says what loading would do."),
    };

    private static string Kinds(IReadOnlyList<IssueGroup> groups) => Counts.Say(groups.Count(g => g.Severity == IssueSeverity.Error), "kind of error", "kinds of error");

    private static string Covers(ManifestView manifest, IReadOnlyList<IssueGroup> groups) =>
        groups.Count(g => g.Severity == IssueSeverity.Error) > 1 && manifest.BadRows > 0
            ? $"The first one stands in {Counts.Say(groups[0].Count)} {(groups[0].Count == 1 ? "place" : "places")}; {Counts.Say(manifest.BadRows, "row")} of {Counts.Say(manifest.Rows)} {(manifest.BadRows == 1 ? "has" : "have")} errors."
            : manifest.GoodRows > 0 ? $"{Counts.Say(manifest.GoodRows)} good {(manifest.GoodRows == 1 ? "row" : "rows")} could be loaded alone." : "";

    private static string Consequence(ManifestView manifest)
    {
        var left = manifest.BadRows == 0 ? "" : $"; {Counts.Say(manifest.BadRows, "row")} with errors {(manifest.BadRows == 1 ? "is" : "are")} left out";
        return PlanWords.Deeds(manifest) is null ? $"everything is registered as the file says{left}. The run only verifies that." : $"in study {manifest.StudyId}{left}.";
    }

    private static FootWords Go(string lead, string rest) => new(true, lead, rest);

    private static FootWords Not(string lead, string rest) => new(false, lead, rest, "info");

    private static FootWords Running(string lead, string rest) => new(false, lead, rest, "st-running", "running spin");

    private static FootWords Warn(string lead, string rest) => new(true, lead, rest, "warning", "warning");

    private static FootWords Bad(string lead, string rest) => new(false, lead, rest, "st-failed", "failed");

    private static FootWords Reader(ManifestView manifest, string verb) => new(false, "You may look at it.", $"To {verb} it you need the role Curator in {manifest.StudyId}.", "info");
}
