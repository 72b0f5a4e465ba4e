using Portal.Common;
using Portal.Domain.GwoManifests;

namespace Portal.GwoManifests;

/// <summary>How the plan's parts are called on screens.</summary>
public static class PlanWords
{
    /// <summary>As addresses spell it.</summary>
    public static string Key(PlanEntity entity) => entity switch
    {
        PlanEntity.GenomicFile => "files",
        PlanEntity.BiospecimenLink => "specimens",
        PlanEntity.ExperimentLink => "experiments",
        _ => throw new InvalidOperationException($"No word for {entity}."),
    };

    public static string Many(PlanEntity entity) => entity switch
    {
        PlanEntity.GenomicFile => "Genomic files",
        PlanEntity.BiospecimenLink => "Links to specimens",
        PlanEntity.ExperimentLink => "Links to experiments",
        _ => throw new InvalidOperationException($"No word for {entity}."),
    };

    public static string Verb(PlanAction action) => action switch
    {
        PlanAction.Create => "Create",
        PlanAction.Update => "Update",
        PlanAction.Unchanged => "Unchanged",
        PlanAction.Skip => "Leave out",
        _ => throw new InvalidOperationException($"No word for {action}."),
    };

    /// <summary>Class of the tag that names the action.</summary>
    public static string Css(PlanAction action) => action switch
    {
        PlanAction.Create => "new",
        PlanAction.Update => "chg",
        PlanAction.Unchanged => "",
        PlanAction.Skip => "bad",
        _ => throw new InvalidOperationException($"No colour for {action}."),
    };

    /// <summary>"creates 1,482 genomic files, updates 36 and makes 9,574 links"; null when nothing is written.</summary>
    public static string? Deeds(ManifestView manifest)
    {
        var (creates, updates) = (manifest.Count(PlanEntity.GenomicFile, PlanAction.Create), manifest.Count(PlanEntity.GenomicFile, PlanAction.Update));
        var links = Links(manifest, PlanAction.Create);
        var linkUpdates = Links(manifest, PlanAction.Update);
        List<string> deeds = [];
        if (creates > 0)
        {
            deeds.Add($"creates {Counts.Say(creates, "genomic file")}");
        }

        if (updates > 0)
        {
            deeds.Add(creates > 0 ? $"updates {Counts.Say(updates)}" : $"updates {Counts.Say(updates, "genomic file")}");
        }

        if (links > 0)
        {
            deeds.Add($"makes {Counts.Say(links, "link")}");
        }

        if (linkUpdates > 0)
        {
            deeds.Add($"corrects {Counts.Say(linkUpdates, "link")}");
        }

        return deeds.Count == 0 ? null : deeds.Count == 1 ? deeds[0] : $"{string.Join(", ", deeds[..^1])} and {deeds[^1]}";
    }

    /// <summary>The end of a path says most: "…/simple-variants/BS_0VVZPRTB.g.vcf.gz".</summary>
    public static string End(string path)
    {
        var parts = path.Split('/');
        return parts.Length <= 4 ? path : $"…/{parts[^2]}/{parts[^1]}";
    }

    private static int Links(ManifestView manifest, PlanAction action) =>
        manifest.Count(PlanEntity.BiospecimenLink, action) + manifest.Count(PlanEntity.ExperimentLink, action);
}
