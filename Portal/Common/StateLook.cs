namespace Portal.Common;

/// <summary>How a state looks: always the word, the colour (a CSS class) and the icon together.</summary>
public sealed record StateLook(string Word, string Css, string Icon, bool Turns = false);
