namespace Portal.Shell;

/// <summary>What a slice offers on an overview where nothing has run yet: one kind of work and how to begin it.</summary>
/// <param name="Icon">Id in the sprite.</param>
/// <param name="Action">A verb: "Upload a manifest".</param>
/// <param name="Order">Position among the others; the first one is the primary button.</param>
public sealed record StartCard(string Title, string Text, string Icon, string Action, string Url, int Order = 0);
