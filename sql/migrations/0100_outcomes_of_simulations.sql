-- A simulation of a scored file reads the outcomes of the applications that are delivered ones.

grant execute on function analytics.find_outcomes to risk_simulation;
