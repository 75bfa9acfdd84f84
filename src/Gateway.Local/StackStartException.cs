namespace Gateway.Local;

/// <summary>The stack cannot start, and the message says what to do about it. Nothing more is printed.</summary>
internal sealed class StackStartException(string message) : Exception(message);
