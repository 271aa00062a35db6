import { AppReader } from './app-reader';
import { Alarm } from './model';
import { scalar } from '../template/scalar';

/** The metrics that alarms watch. */
export function readAlarms(app: AppReader): Alarm[] {
  return app.all('AWS::CloudWatch::Alarm').flatMap(resource => {
    const metrics = app.value(resource, 'Metrics');
    const inner = (Array.isArray(metrics) ? metrics : []).flatMap(entry => entry?.MetricStat?.Metric ?? []);
    const named = { Namespace: app.value(resource, 'Namespace'), MetricName: app.value(resource, 'MetricName'), Dimensions: app.value(resource, 'Dimensions') };
    return (named.MetricName === undefined ? inner : [named]).map(metric => {
      const given = metric.Dimensions ?? [];
      const dimensions = Array.isArray(given) ? given.map((dimension: any) => String(dimension?.Name)) : undefined;
      return { resource, location: 'Properties', namespace: scalar(metric.Namespace), metric: scalar(metric.MetricName), dimensions };
    });
  });
}
