namespace Portal.Administration;

/// <summary>People, keys and the audit log: pages, queries, commands and <c>/api/v1/{people,keys,audit}</c>.</summary>
internal static class AdministrationServices
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<PersonChanges>()
        .AddSingleton<PeopleCommands>()
        .AddSingleton<PeopleQueries>()
        .AddSingleton<KeyCommands>()
        .AddSingleton<KeyQueries>()
        .AddSingleton<AuditQueries>()
        .AddSingleton<AuditExport>();

    public static void MapAdministration(this IEndpointRouteBuilder app)
    {
        app.MapPeople();
        app.MapKeys();
        app.MapAudit();
    }
}

/// <summary>A role within a scope, as it is sent: <c>{"scope": "study:SD_ME0WME0W", "role": "Curator"}</c>.</summary>
public sealed record MembershipWish(string? Scope, Domain.Accounts.Role Role)
{
    public Domain.Accounts.Grant Grant => new(Scope ?? "", Role);
}
