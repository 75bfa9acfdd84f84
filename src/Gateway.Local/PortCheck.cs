using Gateway.Local.Hosting;

namespace Gateway.Local;

/// <summary>Finds every taken port before anything is started, so that one look at the message is enough.</summary>
internal static class PortCheck
{
    /// <exception cref="StackStartException">Names each port that cannot be used and the option that moves it.</exception>
    public static void Verify(LocalStackOptions options)
    {
        (int Port, string Option, string Part)[] asked =
        [
            (options.Port, "--port", "the front"),
            (options.ControlPort, "--control-port", "the control address"),
            (options.IdentityPort, "--identity-port", "the identity provider"),
            (options.StorePort, "--store-port", "the store"),
        ];
        var problems = asked.Where(part => !LoopbackPort.IsFree(part.Port))
            .Select(part => $"Port {part.Port} ({part.Part}) is taken: choose another one with {part.Option}.")
            .Concat(asked.GroupBy(part => part.Port).Where(same => same.Count() > 1)
                .Select(same => $"Port {same.Key} is given to {string.Join(" and ", same.Select(part => part.Option))}: choose different ones."))
            .ToArray();
        if (problems.Length > 0) throw new StackStartException(string.Join(Environment.NewLine, problems));
    }
}
