using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Accounts;
using Portal.Domain.Runs;

namespace Portal.Jobs.Runs;

/// <summary>Runs submitted by a run. Their ids follow from the parent's and their request key, so that submitting twice makes one.</summary>
internal sealed class RunChildren(RunStore store, RunInserts inserts, RunTokens tokens, TimeProvider clock)
{
    public async Task SubmitAsync(Run parent, Fence fence, IReadOnlyList<RunRequest> children, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var by = Actor.Portal with { Id = parent.CreatedById, Name = parent.CreatedBy };
        var runs = children.Select(c => Run.Submit(c with { ParentId = parent.Id }, by, now, IdOf(parent.Id, c.RequestKey
            ?? throw new ArgumentException("A child needs a request key to be told apart by.", nameof(children))))).ToList();
        var added = await store.FencedAsync(fence, db => inserts.AddAsync(db, runs, $"Submitted by R-{parent.Number}", cancellationToken), cancellationToken);
        await tokens.IssueAsync(added.Count, cancellationToken);
    }

    internal static Guid IdOf(Guid parent, string key) => new(SHA256.HashData([.. parent.ToByteArray(), .. Encoding.UTF8.GetBytes(key)]).AsSpan(0, 16));
}
