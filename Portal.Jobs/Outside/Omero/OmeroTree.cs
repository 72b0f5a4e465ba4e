using System.Globalization;

namespace Portal.Jobs.Outside.Omero;

/// <summary>What holds images in OMERO, or holds what holds them.</summary>
public enum OmeroKind
{
    Project,
    Dataset,
    Screen,
}

/// <param name="MayWrite">Whoever asked may put something into it.</param>
public sealed record OmeroNode(OmeroKind Kind, long Id, string Name, bool MayWrite);

/// <summary>Projects, datasets and screens of one group as one of its members sees them; nothing of another group is there.</summary>
public sealed class OmeroTree(OmeroClient omero)
{
    private const string Columns = "select o.id, o.name, o.details.owner.omeName from";
    private const string InOrder = "order by lower(o.name), o.id";

    // In the permissions of a group: its members may write what is not theirs.
    private const long MembersWrite = 0x20;

    public bool IsSet => omero.IsSet;

    /// <summary>Projects, then datasets in none of them, then screens.</summary>
    /// <exception cref="OmeroException">OMERO does not answer, or refuses.</exception>
    public Task<IReadOnlyList<OmeroNode>> TopAsync(string user, string group, CancellationToken cancellationToken) => ReadAsync(user, group,
    [
        (OmeroKind.Project, $"{Columns} Project o {InOrder}"),
        (OmeroKind.Dataset, $"{Columns} Dataset o where not exists (select l from ProjectDatasetLink l where l.child.id = o.id) {InOrder}"),
        (OmeroKind.Screen, $"{Columns} Screen o {InOrder}"),
    ], cancellationToken);

    /// <summary>Datasets of a project.</summary>
    /// <inheritdoc cref="TopAsync"/>
    public Task<IReadOnlyList<OmeroNode>> DatasetsAsync(string user, string group, long project, CancellationToken cancellationToken) =>
        ReadAsync(user, group, [(OmeroKind.Dataset, FormattableString.Invariant($"{Columns} Dataset o join o.projectLinks l where l.parent.id = {project} {InOrder}"))], cancellationToken);

    /// <summary>Datasets and screens with a text in their names, wherever they are.</summary>
    /// <inheritdoc cref="TopAsync"/>
    public Task<IReadOnlyList<OmeroNode>> SearchAsync(string user, string group, string text, CancellationToken cancellationToken)
    {
        var like = OmeroClient.Beginning(text.ToLowerInvariant()).Insert(1, "%");
        return ReadAsync(user, group, [.. new[] { OmeroKind.Dataset, OmeroKind.Screen }.Select(k => (k, $"{Columns} {k} o where lower(o.name) like {like} {InOrder}"))], cancellationToken);
    }

    /// <returns>Null when it is not there, or in another group.</returns>
    /// <inheritdoc cref="TopAsync"/>
    public async Task<OmeroNode?> FindAsync(string user, string group, OmeroKind kind, long id, CancellationToken cancellationToken) =>
        (await ReadAsync(user, group, [(kind, FormattableString.Invariant($"{Columns} {kind} o where o.id = {id}"))], cancellationToken)).SingleOrDefault();

    /// <summary>Makes one; a dataset in a project where one is named.</summary>
    /// <inheritdoc cref="TopAsync"/>
    public async Task<OmeroNode> CreateAsync(string user, string group, OmeroKind kind, string name, long? project, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(user, group, cancellationToken);
        var id = await omero.NewAsync(login, $"{kind}", [("name", name)], cancellationToken);
        if (kind == OmeroKind.Dataset && project is { } within)
        {
            await omero.NewAsync(login, "ProjectDatasetLink", [("parent", FormattableString.Invariant($"Project:{within}")), ("child", FormattableString.Invariant($"Dataset:{id}"))], cancellationToken);
        }

        return new(kind, id, name, MayWrite: true);
    }

    private async Task<IReadOnlyList<OmeroNode>> ReadAsync(string user, string group, IReadOnlyList<(OmeroKind Kind, string Query)> queries, CancellationToken cancellationToken)
    {
        var login = await omero.AsAsync(user, group, cancellationToken);
        var writesAll = WritesAllAsync(login, user, group, cancellationToken);
        var answers = await Task.WhenAll(queries.Select(q => omero.QueryAsync(login, q.Query, cancellationToken)));
        var all = await writesAll;
        return [.. queries.Zip(answers).SelectMany(q => q.Second.Select(r => new OmeroNode(q.First.Kind, long.Parse(r[0], CultureInfo.InvariantCulture), r[1], all || r[2] == user)))];
    }

    // Into what is somebody else's only where all members may write, and the leaders of the group.
    private async Task<bool> WritesAllAsync(OmeroLogin login, string user, string group, CancellationToken cancellationToken)
    {
        var name = OmeroClient.Text(group);
        var permissions = await omero.QueryAsync(login, $"select g.details.permissions.perm1 from ExperimenterGroup g where g.name = {name}", cancellationToken);
        return permissions.Any(p => long.TryParse(p[0], CultureInfo.InvariantCulture, out var bits) && (bits & MembersWrite) != 0)
            || (await omero.QueryAsync(login, $"select m.child.omeName from GroupExperimenterMap m where m.parent.name = {name} and m.owner = true", cancellationToken)).Any(m => m[0] == user);
    }
}
