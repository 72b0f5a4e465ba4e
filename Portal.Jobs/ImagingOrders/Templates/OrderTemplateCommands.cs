using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Domain;
using Portal.Domain.Accounts;
using Portal.Domain.Audit;
using Portal.Domain.ImagingOrders;
using Portal.Domain.Storage;
using Portal.Jobs.ImagingOrders.Configuration;

namespace Portal.Jobs.ImagingOrders.Templates;

/// <summary>What a group orders again and again: destination, parameters, metadata and when. An order made with one keeps what it said then.</summary>
public sealed class OrderTemplateCommands(IDbContextFactory<PortalDbContext> contexts, Permissions permissions, ImagingConfiguration configuration, TimeProvider clock)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<OrderTemplate>> ListAsync(string group, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(group, by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<OrderTemplate>().AsNoTracking().Where(t => t.GroupName == group).OrderBy(t => t.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Makes one, or changes what the one of that name says.</summary>
    public async Task<OrderTemplate> SaveAsync(string group, string name, OrderChoice choice, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(group, by, cancellationToken);
        _ = configuration.Rules.Choosing(choice.Conversions).With(choice.Parameters);
        _ = MetadataPair.Require(choice.Metadata);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var named = OrderTemplate.NameOf(name);
        var template = await db.Set<OrderTemplate>().SingleOrDefaultAsync(t => t.GroupName == group && t.Name == named, cancellationToken);
        var before = template?.Choice;
        if (template is null)
        {
            db.Add(template = OrderTemplate.Of(group, named, by));
        }

        template.Write(choice, clock.GetUtcNow());
        await KeepAsync(db, template, "imaging-template.save", before, template.Choice, by, cancellationToken);
        return template;
    }

    public async Task<OrderTemplate> RenameAsync(string group, Guid id, string name, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(group, by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var template = await FindAsync(db, group, id, cancellationToken);
        var before = template.Name;
        template.Rename(name, clock.GetUtcNow());
        await KeepAsync(db, template, "imaging-template.rename", new { Name = before }, new { template.Name }, by, cancellationToken);
        return template;
    }

    public async Task DeleteAsync(string group, Guid id, Actor by, CancellationToken cancellationToken)
    {
        await RequireAsync(group, by, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var template = await FindAsync(db, group, id, cancellationToken);
        db.Remove(template);
        await KeepAsync(db, template, "imaging-template.delete", template.Choice, after: null, by, cancellationToken);
    }

    private Task RequireAsync(string group, Actor by, CancellationToken cancellationToken) =>
        permissions.RequireAsync(by, Scopes.OmeroGroup(group), Role.Curator, "use templates of orders", cancellationToken);

    private static async Task<OrderTemplate> FindAsync(PortalDbContext db, string group, Guid id, CancellationToken cancellationToken) =>
        await db.Set<OrderTemplate>().SingleOrDefaultAsync(t => t.Id == id && t.GroupName == group, cancellationToken) ?? throw new RuleException("no-template", "There is no such template any more. Choose another.", 404);

    private async Task KeepAsync(PortalDbContext db, OrderTemplate template, string action, object? before, object? after, Actor by, CancellationToken cancellationToken)
    {
        db.AuditEntries.Add(AuditEntry.Of(by, clock.GetUtcNow(), action, template.SubjectKey, template.Subject, template.Scope, before, after));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new RuleException("template-name", $"The group has a template “{template.Name}” already. Choose another name.");
        }
    }
}
