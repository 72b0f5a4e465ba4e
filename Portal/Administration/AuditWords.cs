namespace Portal.Administration;

/// <summary>What an action is called. An action nobody wrote words for speaks for itself: "run.retry" is "run retry".</summary>
public static class AuditWords
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["sign-in"] = "signed in",
        ["sign-in.refused"] = "sign-in refused",
        ["sign-out"] = "signed out",
        ["person.create"] = "added a person",
        ["person.invite"] = "invited a person",
        ["person.link"] = "made a new link",
        ["person.set-password"] = "set the password",
        ["person.change-password"] = "changed the password",
        ["person.edit"] = "edited a person",
        ["person.disable"] = "disabled a person",
        ["person.enable"] = "enabled a person",
        ["person.unlock"] = "unlocked a person",
        ["person.two-factor-on"] = "turned the second factor on",
        ["person.two-factor-off"] = "turned the second factor off",
        ["person.two-factor-reset"] = "reset a second factor",
        ["person.recovery-codes"] = "made recovery codes",
        ["person.provider"] = "roles from the sign-in provider",
        ["key.create"] = "made an API key",
        ["key.revoke"] = "revoked an API key",
        ["audit.export"] = "exported the audit log",
        ["run.submit"] = "started a run",
        ["run.retry"] = "retried a run",
        ["run.cancel"] = "cancelled a run",
        ["run.answer"] = "answered a question of",
        ["runs.submit"] = "started many runs",
        ["runs.retry"] = "retried many runs",
        ["runs.cancel"] = "cancelled many runs",
        ["schedule.run"] = "ran a schedule now",
        ["schedule.pause"] = "paused a schedule",
        ["schedule.resume"] = "resumed a schedule",
        ["node.drain"] = "drained a node",
        ["node.undrain"] = "let a node take work again",
        ["gwo-manifest.upload"] = "uploaded a manifest",
        ["gwo-manifest.version"] = "made a new version of a manifest",
        ["gwo-manifest.check"] = "checked a manifest",
        ["gwo-manifest.apply"] = "loaded a manifest",
        ["gwo-manifest.rollback"] = "rolled a load back",
        ["gwo-study.defaults"] = "set the defaults of a study’s loads",
        ["gwo-rules.change"] = "changed how manifests are judged",
    };

    public static string Of(string action) => Known.GetValueOrDefault(action) ?? action.Replace('.', ' ').Replace('-', ' ');

    /// <summary>The page of what it was done to; null where there is none.</summary>
    public static string? UrlOf(string subjectKey) => subjectKey.Split(':', 2) switch
    {
        ["person", var id] when Guid.TryParse(id, out _) => $"administration/people/{id}",
        ["run", var id] => $"runs/{id}",
        ["batch", var id] => $"runs/batches/{id}",
        ["schedule", var name] => $"schedules/{name}",
        ["gwo-manifest", var id] => $"gwo-manifests/{id}",
        ["gwo-study", var id] => $"gwo-manifests/defaults/{id}",
        ["gwo-rules", var study] => $"gwo-manifests/rules/{study}",
        _ => null,
    };
}
