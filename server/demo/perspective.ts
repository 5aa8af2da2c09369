import type { Random } from './seeded-random.ts';
import type { Point, Shape } from './shapes.ts';
import { pointList } from './svg.ts';

/** How a sign stands before the camera. */
export interface Pose {
  /** Centre in the image and radius of the sign, in pixels. */
  readonly centre: Point;
  readonly radiusPx: number;
  /** Radians: about the vertical axis, the horizontal axis, and the line of sight. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

export function randomPose(random: Random, size: { width: number; height: number }): Pose {
  const side = Math.min(size.width, size.height);
  const radiusPx = side * random.between(0.24, 0.38);
  return {
    centre: [
      size.width / 2 + random.normal() * side * 0.05,
      size.height * 0.46 + random.normal() * side * 0.04,
    ],
    radiusPx,
    yaw: random.normal() * 0.34,
    pitch: random.normal() * 0.16,
    roll: random.normal() * 0.07,
  };
}

/** Distance of the camera, in radii of the sign; small enough that the far side is smaller. */
const cameraDistance = 5;

/** A point of the sign's plane in the image: turned in space, then seen in perspective. */
export function project([x, y]: Point, pose: Pose): Point {
  const rolledX = x * Math.cos(pose.roll) - y * Math.sin(pose.roll);
  const rolledY = x * Math.sin(pose.roll) + y * Math.cos(pose.roll);
  const depth = -rolledX * Math.sin(pose.yaw) + rolledY * Math.sin(pose.pitch);
  const nearness = (cameraDistance / (cameraDistance + depth)) * pose.radiusPx;
  return [
    pose.centre[0] + rolledX * Math.cos(pose.yaw) * nearness,
    pose.centre[1] + rolledY * Math.cos(pose.pitch) * nearness,
  ];
}

/** One shape as an SVG element. */
export function drawShape(shape: Shape, pose: Pose): string {
  const points = pointList(shape.points.map((point) => project(point, pose)));
  if (shape.fill !== undefined) return `<polygon points="${points}" fill="${shape.fill}"/>`;
  const width = ((shape.width ?? 0.1) * pose.radiusPx).toFixed(1);
  const style = `fill="none" stroke="${shape.stroke}" stroke-width="${width}"`;
  return `<polyline points="${points}" ${style} stroke-linejoin="round"/>`;
}
