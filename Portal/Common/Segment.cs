namespace Portal.Common;

/// <summary>One choice of a <see cref="Segmented{T}"/>.</summary>
public sealed record Segment<T>(T Value, string Label, StateLook? Look = null, string? Title = null);
